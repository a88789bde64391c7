printf 'max-recipients=5\n\0\0\n' >spamweir.conf
