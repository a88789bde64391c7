rm spamweir.conf
mkdir spamweir.conf
