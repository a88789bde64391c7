// The body of a message on its way to the server: where it ends, and line ends that can't be used
// for smuggling.
//
// A message ends at CRLF.CRLF (RFC 5321 4.1.1.4) and, where LF alone is accepted as a line end, at
// LF.LF. Mixtures (LF.CRLF, CRLF.LF, a dot between bare CRs) never end it. Every line that ends in
// a bare LF is repaired to CRLF, and whatever the repair would turn into an end of data is stuffed
// with one more dot, so the server behind stores the line that was sent and sees exactly one end:
// ours. With bare LF not accepted, a dot behind a bare LF is not stuffed by its sender, so it is
// stuffed here.
//
// Rejected designs: holding the message until its end (a 1 GB body would be held), refusing every
// bare LF (devices that speak LF only are served today), and copying line by line (the scan below
// costs a tenth of it).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "smtp/line_reader.h"

namespace spamweir::smtp {

class BodyScanner {
 public:
  // `before` is the line end of the DATA command: the body's first line follows it.
  BodyScanner(bool lf_ends_lines, LineEnd before)
      : lf_accepted_(lf_ends_lines), line_end_(before) {}

  struct Step {
    std::string_view
        clean;           // to pass on; points into `input` or into the scanner until the next call
    size_t used = 0;     // bytes of `input` done with: all, or those up to the end of data
    bool ended = false;  // `clean` closes with the line `.` of the end of data
  };
  // The body's bytes split in any way give the same clean bytes.
  Step scan(std::string_view input);

  // Whether a line ended in a bare LF so far.
  bool saw_bare_lf() const { return saw_bare_lf_; }
  // Whether a line ended in CRLF so far; only known where bare LF is accepted, because only there
  // it matters.
  bool saw_crlf() const { return saw_crlf_; }

 private:
  // Where in a line the next byte stands.
  enum class Place {
    line_start,
    dot,     // `.` at the start of a line, not passed on yet
    dot_cr,  // `.` CR at the start of a line, not passed on yet
    inside,
    inside_cr,  // behind a CR
  };

  bool dots_are_stuffed() const { return line_end_ == LineEnd::crlf || lf_accepted_; }
  void emit(std::string_view bytes);
  void withhold();
  size_t next_line_end() const;
  void end_line(LineEnd end);
  // The three below handle the byte at at_; true when it ends the data.
  bool step(char c);
  bool step_behind_dot(char c);
  bool end_lone_dot(LineEnd end);
  void step_inside(char c);

  bool lf_accepted_;
  LineEnd line_end_;  // of the line before this one
  Place place_ = Place::line_start;
  bool saw_bare_lf_ = false;
  bool saw_crlf_ = false;

  std::string_view input_;
  size_t at_ = 0;         // the byte of input_ that is looked at
  size_t kept_from_ = 0;  // from here to at_ bytes of input_ pass as they are
  bool rewritten_ = false;
  std::string clean_;
};

// What a server makes of lines of a body: without the first dot of each that begins with one (RFC
// 5321 4.5.2).
std::string without_dot_stuffing(std::string_view lines);

}  // namespace spamweir::smtp
