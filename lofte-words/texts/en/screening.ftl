cli-confirm-text = Take it out of the text, or run it once more with --confirm-text if it points nobody out.
closed-ok = Only the program's own account can reach the folder and what lies in it.
closed-writable = Other accounts of this machine may change { $files }. Close the folder: chmod -R go= { $dir }
closed-readable = Other accounts of this machine may read { $files }. Close the folder: chmod -R go= { $dir }
closed-foreign = This belongs to another account than the folder: { $files }. Give it to the owner of the folder: chown -R --reference={ $dir } { $dir }
closed-as-root = You are root in a folder that is somebody else's: { $dir }. What is written becomes root's, and the program cannot reach it afterwards. Run as the owner of the folder.
doctor-check-rights = rights
cli-prune-would = This is older than its rule and would go:
cli-pruned = Removed by the rules:
cli-prune-jobs = Jobs that have ended: { $count }
cli-prune-reject-lists = Lists of rejected rows: { $count }
cli-prune-undone = Deliveries taken back: { $count }
cli-prune-accounts = Closed accounts: { $count }
cli-prune-addresses = Network addresses in the log: { $count }
cli-prune-no-rows = Rows: none
cli-prune-rows = Rows, { $kind } { $year } ({ $source }): { $count }
cli-prune-backups = These backups hold it until they go themselves: { $backups }
cli-prune-editions = Adopted editions that counted such rows: { $editions }. They stay, but cannot be computed again.
cli-erased = Erased: { $what } { $number }. Only an entry in the log is left.
erase-named = A promise or a measure refers to it. Change or erase that first.
cli-extract-account = Account { $login }, { $role }, made { $made }.
cli-extract-named = Where the account is named
cli-extract-browsers = Browsers that are known
cli-extract-col-seen = Signed in with last
cli-extract-audit = What the account did, by the log
cli-extract-col-field = Field
cli-extract-col-at = When
cli-extract-col-deed = What
cli-extract-col-noun = Thing
cli-extract-col-number = Number
audit-prune = removed by rule
error-identity-number = A text to be published holds a personal identity number. Take it out, then publish. ({ $why })
