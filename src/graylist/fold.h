// Senders that change with each message, brought to one form that they share, so that a mailing
// list or a forwarder waits once and not for each message. The form is for comparing only; nobody
// could send mail to it.
//
//   prvs=TAG=user, btv1==TAG==user   user               BATV (draft-levine-smtp-batv 4), and
//                                                       Barracuda's way of it
//   SRS0=HASH=TIME=domain=user       srs0=domain=user   SRS: hash and time change; `-` or `+` may
//   SRS1=HASH=host==HASH=TIME=d=u    srs1=host=d=u      stand behind SRS0 and SRS1
//   list-joe=example.com             list               VERP, the recipient joe@example.com: cut
//   list-joe=example.com-rest        list-rest          out wherever it stands
//   list-x=other.example             list               VERP, another recipient at the end: from
//                                                       the last `-` or `+` before the `=`
//   user+tag                         user
//   news-20240131-7                  news-#-7           a run of four digits or more
//   b-0a1b2c3d4e5f-x                 b-#-x              a word of eight hexadecimal digits or more
//                                                       that has a digit in it
//
// Rules apply in this order, each to what the one before left; where nothing would be left the
// rule is passed over.
#pragma once

#include "smtp/address.h"

namespace spamweir::graylist {

// The shared form of `sender`, in lower case. The domain stays: it says who answers for the mail.
smtp::Address folded(const smtp::Address& sender, const smtp::Address& recipient);

}  // namespace spamweir::graylist
