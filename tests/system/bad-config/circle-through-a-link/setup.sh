ln -s spamweir.conf link
