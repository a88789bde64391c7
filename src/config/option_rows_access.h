// Rows: who may relay, which domains are ours, authentication and TLS.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr std::string_view kNoAuth = "AUTH is neither offered nor passed on";
inline constexpr std::string_view kNoTls = "neither STARTTLS nor AUTH is offered or passed on";

inline constexpr Name kRelayLevelNames[] = {name_for("block-all", RelayLevel::block_all),
                                            name_for("normal", RelayLevel::normal),
                                            name_for("allow-all", RelayLevel::allow_all)};

inline constexpr Name kAuthLevelNames[] = {
    name_for("none", AuthLevel::none), name_for("observe", AuthLevel::observe),
    unbuilt_name("ondemand", kNoAuth), unbuilt_name("ondemand-encrypted", kNoAuth),
    unbuilt_name("always", kNoAuth),   unbuilt_name("always-encrypted", kNoAuth)};

inline constexpr Name kTlsLevelNames[] = {
    name_for("none", TlsLevel::none), name_for("smtp", TlsLevel::smtp),
    name_for("smtp-no-passthrough", TlsLevel::smtp_no_passthrough),
    Name{.text = "smtps",
         .unbuilt = "the session is refused, because plain text may not take the place of TLS",
         .guard = Guard::session}};

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
     .help = "checkpassword program that says whether a password is right",
     .more_help =
         "Used where smtp-auth-level lets the filter do the authentication. Of several commands "
         "the first that says yes decides. The command is split at blanks, double quotes and "
         "backslashes group words, and no shell is involved. Example: "
         "smtp-auth-command=/home/vpopmail/bin/vchkpw /bin/true",
     .unbuilt = kNoAuth,
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
    {.name = "tls-certificate-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .help = "certificate for TLS, in PEM form",
     .more_help =
         "With a certificate the filter does TLS itself and can read what is sent. The private key "
         "and further certificates of the chain may be in the same file.",
     .unbuilt = kNoTls,
     .guard = Guard::tls},
    {.name = "tls-cipher-list",
     .kind = Kind::string,
     .placeholder = "STRING",
     .scope = kFiles,
     .default_text = "DEFAULT",
     .help = "ciphers for TLS, in OpenSSL's notation",
     .more_help = "See ciphers(1). The default suits nearly everybody.",
     .unbuilt = kNoTls,
     .guard = Guard::tls},
    {.name = "tls-dhparams-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .help = "Diffie-Hellman parameters for TLS, in PEM form",
     .more_help = "As openssl dhparam makes them. Seldom needed.",
     .unbuilt = kNoTls,
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
     .scope = kFiles,
     .help = "private key of the TLS certificate, in PEM form",
     .more_help = "Needed where the key is not in tls-certificate-file.",
     .unbuilt = kNoTls,
     .guard = Guard::tls},
    {.name = "tls-privatekey-password",
     .kind = Kind::string,
     .placeholder = "PASSWORD",
     .scope = kFiles,
     .help = "password of the private key",
     .more_help =
         "Better kept in a file of its own with tls-privatekey-password-file: a command line can "
         "be seen by everybody who may list processes.",
     .unbuilt = kNoTls,
     .guard = Guard::tls,
     .secret = true},
    {.name = "tls-privatekey-password-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .help = "file whose first line is the password of the private key",
     .more_help = "It should be readable by the user alone that the filter is started as.",
     .unbuilt = kNoTls,
     .guard = Guard::tls},
};

}  // namespace spamweir::config
