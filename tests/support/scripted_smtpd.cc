// A stand-in for qmail-smtpd that answers with the same words, for tests: descriptors 0 and 1 are
// the client.
//
//   scripted_smtpd [--store DIR] [--rcpthosts FILE] [--auth USER:PASSWORD] [--starttls] [--record
//   FILE]
//                  [--refuse VERB=REPLY]... [--delay VERB=MILLISECONDS]... [--die VERB] [--kill
//                  VERB] [--exit CODE]
//
// --store keeps each message in DIR/new as mailfront's queuedir does: sender, NUL, each recipient
// and a NUL, NUL, message with LF line ends. --rcpthosts refuses other domains unless RELAYCLIENT
// is set. --starttls offers STARTTLS, answers it with 220 and from then on sends back whatever
// comes. --die and --kill end the process (by exit, by SIGKILL) when VERB arrives; besides SMTP's
// verbs there are BANNER (before the banner), BODY (after the first body bytes) and END (after the
// last).
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Options {
  std::string store, rcpthosts, auth, record, die, kill;
  bool starttls = false;
  int exit_code = 0;
  std::map<std::string, std::string> refusals;
  std::map<std::string, int> delays;
};

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(tolower(static_cast<unsigned char>(c)));
  return text;
}

// The address of a MAIL or RCPT argument as qmail reads it: route and quoting taken off.
std::string address_of(std::string_view argument) {
  const size_t open = argument.find('<');
  const bool bracketed = open != std::string_view::npos;
  const size_t colon = argument.find(':');
  size_t at = bracketed ? open + 1 : (colon == std::string_view::npos ? 0 : colon + 1);
  while (!bracketed && at < argument.size() && argument[at] == ' ') ++at;
  if (at < argument.size() && argument[at] == '@')
    at = std::min(argument.find(':', at), argument.size() - 1) + 1;
  std::string address;
  bool quoted = false;
  for (; at < argument.size(); ++at) {
    if (argument[at] == '\\' && at + 1 < argument.size()) {
      address += argument[++at];
    } else if (argument[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && argument[at] == (bracketed ? '>' : ' ')) {
      break;
    } else {
      address += argument[at];
    }
  }
  return address;
}

class Smtpd {
 public:
  explicit Smtpd(Options options) : options_(std::move(options)) {
    if (!options_.record.empty()) record_.open(options_.record, std::ios::binary | std::ios::app);
    if (getenv("RELAYCLIENT") == nullptr && !options_.rcpthosts.empty()) read_rcpthosts();
  }

  int run() {
    reach("BANNER");
    say("220 mx.example.com ESMTP");
    std::string line;
    while (read_line(line)) {
      const std::string verb = upper(line.substr(0, line.find(' ')));
      reach(verb);
      const auto refusal = options_.refusals.find(verb);
      if (refusal != options_.refusals.end()) {
        say(refusal->second);
      } else {
        handle(verb, line);
      }
      if (verb == "QUIT") break;
    }
    flush();
    return options_.exit_code;
  }

 private:
  void handle(const std::string& verb, const std::string& line) {
    if (verb == "HELO") return greet("250 mx.example.com");
    if (verb == "EHLO") return greet(offer());
    if (verb == "MAIL") return mail(line);
    if (verb == "RCPT") return rcpt(line);
    if (verb == "DATA") return data();
    if (verb == "RSET") return greet("250 flushed");
    if (verb == "NOOP") return say("250 ok");
    if (verb == "VRFY") return say("252 send some mail, i'll try my best");
    if (verb == "HELP") return say("214 qmail home page: http://pobox.com/~djb/qmail.html");
    if (verb == "QUIT") return say("221 mx.example.com");
    if (verb == "AUTH" && !options_.auth.empty()) return auth(line);
    if (verb == "STARTTLS" && options_.starttls) return echo();
    say("502 unimplemented (#5.5.1)");
  }

  std::string offer() const {
    std::string lines = "250-mx.example.com\r\n";
    if (options_.starttls) lines += "250-STARTTLS\r\n";
    if (!options_.auth.empty()) lines += "250-AUTH LOGIN PLAIN\r\n";
    return lines + "250-PIPELINING\r\n250 8BITMIME";
  }

  void greet(const std::string& words) {
    has_sender_ = false;
    recipients_.clear();
    say(words);
  }

  void mail(const std::string& line) {
    sender_ = address_of(line);
    has_sender_ = true;
    recipients_.clear();
    say("250 ok");
  }

  void rcpt(const std::string& line) {
    if (!has_sender_) return say("503 MAIL first (#5.5.1)");
    const std::string address = address_of(line);
    if (!is_local(address)) {
      return say("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)");
    }
    recipients_.push_back(address);
    say("250 ok");
  }

  void data() {
    if (!has_sender_) return say("503 MAIL first (#5.5.1)");
    if (recipients_.empty()) return say("503 RCPT first (#5.5.1)");
    say("354 go ahead");
    flush();
    std::string message, line;
    bool reached = false;
    while (read_body_line(line)) {
      if (!reached) reach("BODY");
      reached = true;
      if (line == ".\r\n") {
        reach("END");
        store(message);
        has_sender_ = false;
        return say("250 ok 1234 qp 5678");
      }
      if (line[0] == '.') line.erase(0, 1);
      line.replace(line.size() - 2, 2, "\n");
      message += line;
    }
    flush();
    _exit(1);
  }

  void store(const std::string& message) {
    if (options_.store.empty()) return;
    const std::string name = std::to_string(getpid()) + "." + std::to_string(++stored_);
    const std::string temporary = options_.store + "/tmp/" + name;
    std::ofstream out(temporary, std::ios::binary);
    out << sender_ << '\0';
    for (const std::string& recipient : recipients_) out << recipient << '\0';
    out << '\0' << message;
    out.close();
    if (!out || rename(temporary.c_str(), (options_.store + "/new/" + name).c_str()) != 0)
      _exit(53);
  }

  // Only whether the words are right: what the filter does with them is under test, not how base64
  // is written.
  void auth(const std::string& line) {
    const std::string method = upper(line.substr(std::min(line.size(), size_t{5})));
    std::string ignored;
    if (method.starts_with("PLAIN ")) return judge_auth(line.substr(11));
    if (method != "LOGIN" && method != "PLAIN") return say("504 auth type unimplemented (#5.5.1)");
    say(method == "LOGIN" ? "334 VXNlcm5hbWU6" : "334 ");
    if (!read_line(ignored)) _exit(1);
    // RFC 4954 4: so a client cancels.
    if (ignored == "*") return say("501 auth exchange cancelled (#5.0.0)");
    if (method == "PLAIN") return judge_auth(ignored);
    say("334 UGFzc3dvcmQ6");
    std::string password;
    if (!read_line(password)) _exit(1);
    judge_auth(ignored + ":" + password);
  }

  // --auth holds the words as they come: the base64 of PLAIN, or of LOGIN's two joined by a colon.
  void judge_auth(const std::string& words) {
    say(words == options_.auth ? "235 ok, go ahead (#2.0.0)" : "535 authorization failed (#5.7.0)");
  }

  void echo() {
    say("220 ready for tls");
    flush();
    std::string byte(1, '\0');
    while (read_byte(byte[0])) {
      out_ += byte;
      if (next_ == end_) flush();
    }
    _exit(0);
  }

  void read_rcpthosts() {
    checks_domains_ = true;
    std::ifstream in(options_.rcpthosts);
    checks_domains_ = in.is_open();
    for (std::string host; std::getline(in, host);) rcpthosts_.push_back(lower(host));
  }

  bool is_local(const std::string& address) const {
    const size_t at = address.rfind('@');
    if (!checks_domains_ || at == std::string::npos) return true;
    const std::string domain = lower(address.substr(at + 1));
    return std::any_of(rcpthosts_.begin(), rcpthosts_.end(), [&domain](const std::string& host) {
      return domain == host || (host.starts_with('.') && domain.ends_with(host));
    });
  }

  void reach(const std::string& point) {
    const auto delay = options_.delays.find(point);
    if (delay != options_.delays.end()) {
      flush();
      const timespec pause{delay->second / 1000, delay->second % 1000 * 1000000L};
      nanosleep(&pause, nullptr);
    }
    if (options_.die == point || options_.kill == point) flush();
    if (options_.kill == point) kill(getpid(), SIGKILL);
    if (options_.die == point) _exit(options_.exit_code);
  }

  void say(const std::string& words) { out_ += words + "\r\n"; }

  void flush() {
    const char* from = out_.data();
    for (size_t left = out_.size(); left > 0;) {
      const ssize_t n = write(1, from, left);
      if (n <= 0) _exit(1);
      from += n;
      left -= static_cast<size_t>(n);
    }
    out_.clear();
  }

  bool fill() {
    flush();
    const ssize_t n = read(0, buffer_, sizeof buffer_);
    if (n <= 0) return false;
    if (record_.is_open()) record_.write(buffer_, n).flush();
    next_ = 0;
    end_ = static_cast<size_t>(n);
    return true;
  }

  bool read_byte(char& byte) {
    if (next_ == end_ && !fill()) return false;
    byte = buffer_[next_++];
    return true;
  }

  // One line with its LF; nothing at the end of the input, which makes qmail go without a word.
  bool read_whole_line(std::string& line) {
    line.clear();
    for (;;) {
      if (next_ == end_ && !fill()) return false;
      const char* from = buffer_ + next_;
      const char* lf = static_cast<const char*>(memchr(from, '\n', end_ - next_));
      const size_t length = lf == nullptr ? end_ - next_ : static_cast<size_t>(lf - from) + 1;
      line.append(from, length);
      next_ += length;
      if (lf != nullptr) return true;
    }
  }

  bool read_line(std::string& line) {
    if (!read_whole_line(line)) return false;
    line.pop_back();
    if (line.ends_with('\r')) line.pop_back();
    return true;
  }

  bool read_body_line(std::string& line) {
    if (!read_whole_line(line)) return false;
    if (!line.ends_with("\r\n")) {
      say("451 See http://pobox.com/~djb/docs/smtplf.html.");
      flush();
      _exit(1);
    }
    return true;
  }

  const Options options_;
  std::ofstream record_;
  std::vector<std::string> rcpthosts_;
  bool checks_domains_ = false;
  bool has_sender_ = false;
  std::string sender_;
  std::vector<std::string> recipients_;
  int stored_ = 0;
  std::string out_;
  char buffer_[65536];
  size_t next_ = 0;
  size_t end_ = 0;
};

// Reads one option and its value; false for what this program does not know.
bool read_option(const std::string& name, const std::string& value, Options& options) {
  const std::map<std::string, std::string Options::*> texts = {
      {"--store", &Options::store}, {"--rcpthosts", &Options::rcpthosts},
      {"--auth", &Options::auth},   {"--record", &Options::record},
      {"--die", &Options::die},     {"--kill", &Options::kill}};
  const size_t equals = std::min(value.find('='), value.size());
  if (texts.contains(name)) {
    options.*texts.at(name) = value;
  } else if (name == "--exit") {
    options.exit_code = atoi(value.c_str());
  } else if (name == "--refuse" && equals < value.size()) {
    options.refusals[value.substr(0, equals)] = value.substr(equals + 1);
  } else if (name == "--delay" && equals < value.size()) {
    options.delays[value.substr(0, equals)] = atoi(value.c_str() + equals + 1);
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--starttls") {
      options.starttls = true;
    } else if (i + 1 == argc || !read_option(name, argv[++i], options)) {
      return 2;
    }
  }
  return Smtpd(std::move(options)).run();
}
