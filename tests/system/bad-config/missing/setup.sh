rm spamweir.conf
