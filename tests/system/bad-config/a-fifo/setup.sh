rm spamweir.conf
mkfifo spamweir.conf
