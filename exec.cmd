@rem npm scripts say `exec`, which cmd has not. Under dash, npm without it dies of Ctrl-C before the party has ended.
@%*
