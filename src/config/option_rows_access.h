// Rows: who may relay, which domains are ours, authentication and TLS.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kRelayLevelNames[] = {name_for("block-all", RelayLevel::block_all),
                                            name_for("normal", RelayLevel::normal),
                                            name_for("allow-all", RelayLevel::allow_all)};

inline constexpr Name kAuthLevelNames[] = {
    name_for("none", AuthLevel::none),
    name_for("observe", AuthLevel::observe),
    name_for("ondemand", AuthLevel::ondemand),
    name_for("ondemand-encrypted", AuthLevel::ondemand_encrypted),
    name_for("always", AuthLevel::always),
    name_for("always-encrypted", AuthLevel::always_encrypted)};

inline constexpr Name kTlsLevelNames[] = {
    name_for("none", TlsLevel::none), name_for("smtp", TlsLevel::smtp),
    name_for("smtp-no-passthrough", TlsLevel::smtp_no_passthrough),
    name_for("smtps", TlsLevel::smtps)};

inline constexpr Name kTlsProtocolNames[] = {name_for("tlsv1", kTls10), name_for("tlsv1.1", kTls11),
                                             name_for("tlsv1.2", kTls12),
                                             name_for("tlsv1.3", kTls13)};

inline constexpr Option kAccessOptions[] = {
    {.name = "ip-relay-entry",
     .kind = Kind::string,
     .placeholder = "IPADDRESS",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = entries_of<&Settings::ip_relay>,
     .help = "client address or network that may send to any domain",
     .more_help =
         "Written as for ip-blacklist-entry. Permission to relay is no whitelist: such a client's "
         "mail is filtered like any other.",
     .opens = true},
    {.name = "ip-relay-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = files_of<&Settings::ip_relay>,
     .help = "file of client addresses and networks that may send to any domain",
     .more_help = "One a line, each written as for ip-blacklist-entry.",
     .opens = true},
    {.name = "qmail-morercpthosts-cdb",
     .kind = Kind::file,
     .placeholder = "CDB",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .default_text = "/var/qmail/control/morercpthosts.cdb",
     .target = list_of<&Settings::morercpthosts_files>,
     .help = "qmail's database of further local domains",
     .more_help =
         "As qmail-newmrh makes it. The default holds while no other file is given; !!! means no "
         "such file at all."},
    {.name = "qmail-rcpthosts-file",
     .letter = 'd',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .default_text = "/var/qmail/control/rcpthosts",
     .target = list_of<&Settings::rcpthosts_files>,
     .help = "qmail's file of local domains",
     .more_help =
         "One domain a line; .example.com stands for everything below example.com. The file is "
         "read anew for each connection. The default holds while no other file is given."},
    {.name = "rdns-relay-entry",
     .kind = Kind::string,
     .placeholder = "DOMAIN",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = entries_of<&Settings::rdns_relay>,
     .help = "rDNS name of clients that may send to any domain",
     .more_help =
         "Written as for rdns-blacklist-entry. It counts only if the name leads back to the "
         "client's address, because everybody can give his own address any name.",
     .opens = true},
    {.name = "rdns-relay-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = files_of<&Settings::rdns_relay>,
     .help = "file of rDNS names of clients that may send to any domain",
     .more_help = "One a line, each used as with rdns-relay-entry.",
     .opens = true},
    {.name = "relay-level",
     .kind = Kind::names,
     .names = kRelayLevelNames,
     .scope = kFiles,
     .default_text = "normal",
     .target = choice_of<&Settings::relay_level>,
     .help = "who may send to domains that are not ours",
     .more_help =
         "block-all: nobody. normal: clients that authenticated, match an ip-relay or rdns-relay "
         "option, or came with RELAYCLIENT set. allow-all: everybody, so never use it on a host "
         "that strangers can reach. A wrong value means block-all.",
     .guard = Guard::relaying},
    {.name = "smtp-auth-command",
     .kind = Kind::command,
     .placeholder = "COMMAND",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&AuthSettings::commands>,
     .help = "checkpassword program that says whether a password is right",
     .more_help =
         "Used where smtp-auth-level lets the filter do the authentication. Of several commands "
         "the first that says yes decides; one that takes longer than 30 seconds is killed. The "
         "command is split at blanks, double quotes and backslashes group words, and no shell is "
         "involved. Example: smtp-auth-command=/home/vpopmail/bin/vchkpw /bin/true",
     .guard = Guard::auth},
    {.name = "smtp-auth-failure-delay-secs",
     .kind = Kind::integer,
     .placeholder = "SECS",
     .scope = kFiles,
     .default_text = "1",
     .target = number_of<&AuthSettings::failure_delay_secs>,
     .help = "time that the answer to a wrong password waits",
     .more_help =
         "Each further wrong password of the same connection waits twice as long as the one "
         "before, up to 60 seconds, so that trying many takes time. 0: no wait.",
     .most = 60,
     .guard = Guard::auth},
    {.name = "smtp-auth-level",
     .kind = Kind::names,
     .names = kAuthLevelNames,
     .scope = kFiles,
     .default_text = "observe",
     .target = choice_of<&Settings::smtp_auth_level>,
     .help = "who does SMTP authentication: nobody, the server, or the filter",
     .more_help =
         "none: AUTH is hidden and refused. observe: the server does it, the filter takes note. "
         "ondemand: the filter does it where the server can't. always: the filter does it and "
         "hides what the server offers. The -encrypted forms offer CRAM-MD5 as well. A wrong value "
         "means none.",
     .guard = Guard::auth},
    {.name = "smtp-auth-max-failures",
     .kind = Kind::integer,
     .placeholder = "NUM",
     .scope = kFiles,
     .default_text = "3",
     .target = number_of<&AuthSettings::max_failures>,
     .help = "wrong passwords after which a connection is closed",
     .more_help =
         "Counted where the filter does the authentication. The last one is answered, then the "
         "client is told 421. 0: no limit.",
     .guard = Guard::auth},
    {.name = "smtp-auth-require-tls",
     .kind = Kind::boolean,
     .placeholder = "[BOOL]",
     .scope = kFiles,
     .default_text = "no",
     .target = bool_of<&AuthSettings::require_tls>,
     .help = "neither offer nor take AUTH before TLS has begun",
     .more_help =
         "So that no password travels in clear. It holds for the server's own AUTH, too. Without "
         "TLS nobody can authenticate then.",
     .bare_value = "yes",
     .guard = Guard::auth},
    {.name = "tls-ask-client-certificate",
     .kind = Kind::boolean,
     .placeholder = "[BOOL]",
     .scope = kFiles,
     .default_text = "no",
     .target = bool_of<&TlsSettings::asks_client_certificate>,
     .help = "ask clients for a certificate, for the log alone",
     .more_help =
         "A client need not give one, and whoever signed it is not looked at: the name in it is "
         "what the client says. Some clients end the connection when they are asked.",
     .bare_value = "yes",
     .guard = Guard::tls},
    {.name = "tls-certificate-dir",
     .kind = Kind::directory,
     .placeholder = "DIR",
     .scope = kFiles,
     .target = text_of<&TlsSettings::certificate_directory>,
     .help = "directory of certificates for single names of this host",
     .more_help =
         "For a client that asks for mail.example.com the file mail.example.com.pem is taken, in "
         "small letters. It holds the certificate, its chain and its private key, the password of "
         "which is that of tls-privatekey-file. Where there is none, and for clients that name no "
         "host, tls-certificate-file is used, which is needed in any case.",
     .guard = Guard::tls},
    {.name = "tls-certificate-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&TlsSettings::certificate_files>,
     .help = "certificate for TLS, in PEM form",
     .more_help =
         "With a certificate the filter does TLS itself and can read what is sent. The private key "
         "and further certificates of the chain may be in the same file. Give it twice to offer an "
         "RSA and an ECDSA certificate; of two with keys of one kind the last one is used.",
     .guard = Guard::tls},
    {.name = "tls-cipher-list",
     .kind = Kind::string,
     .placeholder = "STRING",
     .scope = kFiles,
     .default_text = "DEFAULT",
     .target = text_of<&TlsSettings::cipher_list>,
     .help = "ciphers up to TLS 1.2, in OpenSSL's notation",
     .more_help = "See ciphers(1). The default suits nearly everybody.",
     .guard = Guard::tls},
    {.name = "tls-cipher-suites",
     .kind = Kind::string,
     .placeholder = "STRING",
     .scope = kFiles,
     .target = text_of<&TlsSettings::cipher_suites>,
     .help = "ciphers of TLS 1.3, in OpenSSL's notation",
     .more_help = "Names with a colon between them, the best first: "
                  "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256. Unless set, OpenSSL's own.",
     .guard = Guard::tls},
    {.name = "tls-dhparams-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .target = text_of<&TlsSettings::dh_parameters_file>,
     .help = "Diffie-Hellman parameters for TLS, in PEM form",
     .more_help = "As openssl dhparam makes them. Seldom needed: OpenSSL has groups of its own.",
     .guard = Guard::tls},
    {.name = "tls-level",
     .kind = Kind::names,
     .names = kTlsLevelNames,
     .scope = kFiles,
     .default_text = "smtp",
     .target = choice_of<&Settings::tls_level>,
     .help = "whether TLS is used, and from when",
     .more_help =
         "none: STARTTLS is hidden and refused. smtp: STARTTLS is offered; without "
         "tls-certificate-file the server's own STARTTLS passes through, and after it no filter "
         "can see anything. smtp-no-passthrough: the server's own STARTTLS is hidden. smtps: TLS "
         "from the first byte, as on port 465. A wrong value means none.",
     .guard = Guard::tls},
    {.name = "tls-privatekey-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&TlsSettings::key_files>,
     .help = "private key of the TLS certificate, in PEM form",
     .more_help =
         "Needed where the key is not in tls-certificate-file. Each certificate takes the key that "
         "belongs to it, in whatever order they are given.",
     .guard = Guard::tls},
    {.name = "tls-privatekey-password",
     .kind = Kind::string,
     .placeholder = "PASSWORD",
     .scope = kFiles,
     .target = text_of<&TlsSettings::key_password>,
     .help = "password of the private key",
     .more_help =
         "Better kept in a file of its own with tls-privatekey-password-file: a command line can "
         "be seen by everybody who may list processes.",
     .guard = Guard::tls,
     .secret = true},
    {.name = "tls-privatekey-password-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .target = text_of<&TlsSettings::key_password_file>,
     .help = "file whose first line is the password of the private key",
     .more_help = "It should be readable by the user alone that the filter is started as.",
     .guard = Guard::tls},
    {.name = "tls-protocols",
     .kind = Kind::names,
     .names = kTlsProtocolNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "tlsv1.2 tlsv1.3",
     .target = bits_of<&TlsSettings::protocols>,
     .help = "versions of TLS that clients may use",
     .more_help =
         "Given several times, all named count. For tlsv1 and tlsv1.1, which are broken and "
         "forbidden by RFC 8996, OpenSSL 3 also needs tls-cipher-list=DEFAULT:@SECLEVEL=0.",
     .guard = Guard::tls},
    {.name = "tls-ticket-key-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .target = text_of<&TlsSettings::ticket_key_file>,
     .help = "keys of session tickets, so that clients can resume TLS sessions",
     .more_help =
         "Holds 1 to 16 keys of 80 random bytes each. The first makes tickets, all can read them: "
         "to rotate, put a new key before the old ones and drop the last, at least once a day. "
         "Example: head -c 80 /dev/urandom > FILE. It may not be readable by everybody; then, and "
         "where it can't be used at all, no session is resumed and the log says so.",
     .guard = Guard::tls},
};

}  // namespace spamweir::config
