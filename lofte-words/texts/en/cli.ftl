### What only the commands say.

cli-yes = yes
cli-no = no
cli-late = (late)
cli-undone = undone
cli-no-verdict = no verdict yet
cli-outside-areas = outside the areas
cli-whole-municipality = the whole municipality
cli-output-failed = The answer could not be written. (Technical cause: { $why })

## Headings of tables

cli-col-answers = Answers
cli-col-area = Area
cli-col-category = Category
cli-col-cause = Cause
cli-col-causes = Causes
cli-col-check = Check
cli-col-closed = Closed
cli-col-column = Column
cli-col-commitment = Commitment
cli-col-count = Count
cli-col-deadline = Deadline
cli-col-delivered = Delivered
cli-col-duplicate = Duplicates
cli-col-edition = Edition
cli-col-effect = Judged effect
cli-col-execution = Execution
cli-col-fidelity = As intended
cli-col-file = File
cli-col-first-month = From
cli-col-id = Id
cli-col-indicator = Indicator
cli-col-kind = Kind
cli-col-last-12 = Last 12 months
cli-col-login = Name
cli-col-measure = Measure
cli-col-message = Finding
cli-col-months = Months
cli-col-municipality = Municipality
cli-col-number = No
cli-col-owner = Owner
cli-col-parties = Parties
cli-col-per-1000 = Per 1,000 residents (95%)
cli-col-per-100000 = Per 100,000 residents (95%)
cli-col-period = Period
cli-col-figure = Figure (95 %)
cli-col-group = Group
cli-col-perspective = Perspective
cli-col-priority = Priority
cli-col-problem = Problem
cli-col-quantity = How much
cli-col-outcome = Outcome
cli-col-basis = Rests on
cli-col-reason = Why
cli-col-rejected = Rejected
cli-col-role = Role
cli-col-row = Row
cli-col-share = Per cent (95%)
cli-col-signed = Signed
cli-col-since = Since
cli-col-source = Source
cli-col-state = State
cli-col-stored = Stored
cli-col-support = Support
cli-col-title = Title
cli-col-wave = Wave
cli-col-year = Year

## Passwords

cli-password-new = Password for { $login }:
cli-holder-unnamed = Say with --as which account signs. Its password is needed too.
cli-password-again = The same password again:
cli-password-differs = The two passwords are not the same. Try again.
cli-password-no-terminal = There is no keyboard to ask at. Give the password in a file with --password-file.
cli-serve-origin = Others than this machine are to reach the pages, but it is not said where. Give the address that browsers use with --origin https://…, or origin in lofte.toml. Put a web server that speaks TLS in front.

## Demo, new municipality, server

demo-step-house = Municipality, areas and accounts
demo-step-files = Source files
demo-step-deliveries = Deliveries
demo-step-picture = Picture and problems
demo-step-promises = Promises and measures
demo-step-follow-up = Follow-up
demo-step-publication = Publication
demo-step-done = Done
cli-demo-there = The demo is in { $dir } already.
cli-demo-made = The demo municipality is in { $dir }: { $deliveries } deliveries with { $rows } rows. Rows, answers and casework are synthetic data.
cli-demo-promise = Promise { $number }, { $title }: { $deeds }; effect: { $answer }
cli-demo-logins = Sign in with the password { $password } as:
cli-init-made = { $name } is in { $dir }, with { $areas } areas. Sign in as { $login }.
cli-init-note = { $file }: { $text }
cli-init-other-name = The municipality { $code } is otherwise called { $usual }; here it is called { $name }.
cli-init-next = Start it with “lofte serve --dir { $dir }” and open the address that is shown. Then add parties, invite the police under Konton, and deliver the first data.
cli-setup = There is no municipality here yet. Open { $address } in a browser and write the one-time code { $code }
cli-init-codes = Recovery codes, for the day the password is lost. Each works once, and they are shown only now:
  { $codes }
cli-practice-there = The practice municipality in { $dir } is as it was left. Begin it again on the page Börja om övningen.
cli-practice-made = The practice municipality is in { $dir }. Everything in it is made up, and it can be begun again on the page Börja om övningen.
practice-other-folder = The folder { $dir } holds something else. Choose an empty folder for the practice, so that it is never mixed up with anything real.
practice-served-otherwise = The folder holds a practice municipality. Start it with lofte practice and the folder that it lies in.
practice-stays-inside = This is practice, and nothing of it is handed out. Publish in it on the page Publicering, and read the result under Öppna sidor.
cli-serving = Löfte is at { $address } – stop it with Ctrl+C.

## Deliveries

cli-import-kept = { $file } is delivered: { $id }
cli-import-dry-run = The file was read for trial. Nothing was saved.
cli-import-nothing-new = There was nothing new to save in the file.
cli-import-counts = Rows: { $read } read = { $stored } stored + { $duplicate } duplicates + { $rejected } rejected
cli-import-counts-corrected = Rows: { $read } read = { $stored } stored + { $corrected } corrected + { $duplicate } duplicates + { $rejected } rejected
cli-weights-loaded = { $name } is loaded as { $id }, with { $count } weights. Compute the picture anew to see what weighs most.
cli-index-table-loaded = { $name } is loaded as { $id }, with { $count } questions. Compute the picture anew to see the index.
cli-weights-withdrawn = { $id } ({ $name }) is taken back and emptied.
loaded-withdrawn = taken back
loaded-in-force = counts
loaded-replaced = replaced
cli-import-places = Areas written: { $count }
cli-import-counts-places = Areas and rows: { $read } read = { $stored } new + { $corrected } changed + { $duplicate } as before + { $rejected } rejected
cli-import-period = Period: { $period }
cli-import-note = Worth knowing: { $text }
cli-import-rejects = Rejected rows: { $count }
cli-import-more-rejects = These are the first. All are in “lofte delivery show”.
cli-aggregate-rows = Rows: { $read } read = { $stored } counted + { $duplicate } duplicates + { $rejected } rejected
cli-aggregate-made = { $file } is written: { $figures } counts of { $areas } areas and the whole municipality, { $categories } categories and { $periods } periods, { $first } to { $last }.
cli-aggregate-outside = Rows in periods that were not over when they were taken out, or that you did not ask for, are not counted: { $count }.
cli-aggregate-without-area = Rows without a known area are counted in the whole municipality alone: { $count }.
cli-aggregate-elsewhere = Rows with a position outside the municipality are not counted: { $count }.
cli-aggregate-first = No earlier table is noted in { $file }. If a table has been handed over already, do not hand this one over: run again with its note in --ledger.
cli-aggregate-small = Withheld because they are 1–{ $most }: { $count }. Counts so small may point at somebody.
cli-aggregate-others = Withheld because the small ones could otherwise be worked out from the sums: { $count }.
cli-aggregate-without-areas = Periods of a category in which no area may be shown: { $count }. The count of the whole municipality is too small, or nothing less is enough.
cli-aggregate-kept = Periods that stay as they were handed over last time: { $count }. So few rows have come since that the difference would tell of them.
cli-aggregate-nothing-withheld = No count is withheld: none is 1–{ $most }.
cli-aggregate-ledger = What is handed over is noted in { $file } with the true counts. Keep the file for the next time, and never hand it over.
cli-aggregate-next = Withheld counts stand as “..” and are never taken for nought. The municipality takes the table in with “{ $command }”.
cli-aggregate-unsettled = No table is written. Save the guess with --save, correct it and run again with --mapping.
cli-fetched = { $file } is fetched ({ $bytes } bytes). Look at it, and deliver it with “lofte import { $source } { $file }”.
cli-delivery-none = Nothing has been delivered yet. Begin with “lofte import”.
cli-delivery-head = { $file }: { $kind } from { $source }, delivered { $time }
cli-delivery-file = The file: { $bytes } bytes, fingerprint { $fingerprint }
cli-delivery-undone = { $file } is undone. Rows no longer counted: { $rows }.
cli-delivery-undone-at = Undone { $time }

## Picture

cli-picture-computed = The picture was computed { $time }.
cli-picture-edition = Edition { $number }, adopted { $time }, fingerprint { $fingerprint }
cli-picture-adopted = Edition { $number } is adopted and never changes again. Fingerprint { $fingerprint }
cli-picture-extent = Extent and development
cli-picture-consequences = Consequences
cli-picture-analysis = Analysis
cli-picture-limits = Limits of the sources
cli-picture-rates = Incidents per area, newest year
cli-picture-official = Brå's statistics of reported offences, newest year
cli-picture-tables = Tables of counts, latest period
cli-picture-results = Published survey results
cli-picture-monthly = Incidents per month
cli-picture-shares = Safety surveys
cli-picture-matrix = Rows of each source on each problem
cli-picture-provenance = Source: { $sources }. Period: { $period }. Counted: { $n }. { $method }
cli-picture-more-counts = … and { $count } more, of { $all }, with fewer rows. Show more with --top, or all with --format csv.
cli-picture-no-area = There is no area { $value }. There are: { $known }.
cli-picture-no-category = The picture counts no category { $value }. It counts: { $known }.
cli-picture-no-year = The picture has no year { $value }. There are: { $known }.
cli-picture-empty-cells = { $count } cells without rows are not shown here. Their rate is 0 per 1,000 where the residents are known; see them with --format json.
cli-picture-gap = No rows for { $days } ({ $kind }): months and years that touch those days are not whole.
cli-picture-more = All years, weekdays and hours come with --format json.

## Agreements, problems, plan

cli-agreement-none = There is no agreement yet.
cli-problem-none = There are no problems yet.
cli-problem-causes = Causes
cli-problem-no-causes = The problem has no cause analysis yet.
cli-plan-none = There are no measures yet.

## Promises

cli-promise-none = There are no promises yet.
cli-promise-period = Runs { $period }. State: { $state }.
cli-promise-fingerprint = Fingerprint of text and rule: { $fingerprint }
cli-promise-source = Taken from: { $source }
cli-promise-commitments = Commitments
cli-promise-goal = Effect goal
cli-check-nothing-missing = Nothing is missing: the promise can be signed.
cli-check-signed-already = Nothing is missing: the promise is signed by all sides.
cli-check-missing = This is missing before the promise can be signed:
cli-check-baseline = Baseline, wave { $wave }: { $share } (95% interval { $interval }), { $answers } answers to the question, response rate { $rate }.
cli-check-detectable = With as many answers in the follow-up, the true change must be at least { $change } percentage points to be seen with 80% power.
cli-check-no-causes = Warning: problem { $number } has no cause analysis.
cli-signed-first = Promise { $number } is signed by your side. When all sides have signed, it is frozen.
cli-signed-published = Promise { $number } is signed by all sides. Text and rule are frozen with fingerprint { $fingerprint }

## Verdict

cli-verdict-indicator = The share who { $indicator }:
cli-verdict-before = Before, wave { $wave }: { $share } (95% interval { $interval }), { $answers } answers to the question, response rate { $rate }.
cli-verdict-after = After, wave { $wave }: { $share } (95% interval { $interval }), { $answers } answers to the question, response rate { $rate }.
cli-verdict-change = Change in the promised direction: { $change } ({ $level } interval: { $interval }).
cli-verdict-unchanged = The whole interval lies within what the parties called practically unchanged.
cli-verdict-detectable = Smallest true change that the two waves show with 80% power: { $change } percentage points.
cli-verdict-recorded = The verdict is recorded and comes with the next publication.

## Publication

cli-published = Publication { $number } is in { $out }: { $promises } promises, fingerprint { $fingerprint }. Show it with “lofte serve --public { $out }”.
cli-preview-nothing = Nothing differs from the publication before.
cli-preview-seen = This is publication { $number } as it would be. Publish what you have read with “lofte publish --seen { $fingerprint } --out FOLDER”.
cli-check-seen = Sign what you have read with --seen { $fingerprint }
cli-verdict-seen = Record the verdict that you have read with --record --seen { $fingerprint }
cli-picture-seen = Adopt the picture that you have read with --adopt --seen { $fingerprint }
cli-hidden = The public side shows nothing, within a minute. Show it again with “lofte publication restore”.
cli-hidden-to = The public side shows publication { $number }, within a minute. Show the newest again with “lofte publication restore”.
cli-limits-set = From the next publication on, counts below { $threshold } are not shown, and the doubt about a hidden count is at least { $protect }.
cli-masked = The text is masked in { $places } places. Older backups still have it.
cli-col-day = Day
cli-col-fingerprint = Fingerprint
cli-publish-not-written = The publication is recorded but not written. When the fault is mended: “lofte publish --newest --out FOLDER”.

## Backup

cli-backup-made = { $file } is written ({ $megabytes } MB): { $rows } rows of casework and { $files } files of rows. Keep it as carefully as Löfte itself.
cli-backup-no-records = The rows are in an object store and not in the backup. Turn versions on there.
cli-backup-exists = { $file } is there already. Choose another name; a backup is never overwritten.
cli-restored = The backup is restored in { $dir }. Everybody signs in anew. Start it with “lofte serve --dir { $dir }”.
cli-restore-damaged = { $file } is no whole backup. Nothing was read in; take another one.
cli-restore-occupied = The folder { $dir } is not empty. Choose a new folder.
cli-restore-plan = Writing { $files } files, { $megabytes } MB, in { $dir }: settings, casework and rows. Nothing is written anywhere else.
cli-restore-elsewhere = The settings in the backup named another place for casework or rows. They are not followed; everything goes into { $dir }, unless you give --store.
cli-restore-unknown = The backup holds { $name }, which does not belong in a backup. Nothing was read in.
cli-restore-too-many = The backup holds { $files } files; at most { $most } are read in. Nothing was read in.
cli-restore-too-large = The backup becomes more than { $most } MB when unpacked. Nothing was read in. If it is your own, raise the limit with --largest.
cli-restore-too-dense = The backup unpacks to more than { $most } times its size, and no real one does. Nothing was read in.

## Accounts, man pages

cli-user-added = The account { $login } ({ $role }) is added.
cli-user-closed = The account { $login } is closed. What was done with it stays in the audit.
cli-user-erased = The account { $login } is erased. Its deeds stay in the log as those of an erased account.
cli-user-link = The link is shown only now. Whoever has it chooses the password of { $login }, once: { $link }
cli-user-password-chosen = The password of { $login } is chosen. Sign in with it.
cli-man-made = The man pages are in { $dir }.
cli-calendar-written = The calendar is written to { $file }.

## The doctor

doctor-state-ok = ok
doctor-state-warn = warning
doctor-state-error = ERROR
doctor-check-settings = settings
doctor-check-casework = casework
doctor-check-accounts = accounts
doctor-check-audit = log
doctor-check-records = rows
doctor-check-gateway = gateway to the cluster
doctor-check-row-files = files of rows
doctor-check-picture = pictures
doctor-check-deliveries = deliveries
doctor-check-pending = interrupted
doctor-check-folder = folder
doctor-check-disk = disk
doctor-check-assets = page files
doctor-check-time-zone = time zone
doctor-check-clock = clock
doctor-settings-ok = Municipality { $municipality }.
doctor-settings-bad = The municipality code in lofte.toml cannot be used: it takes four digits. ({ $why })
doctor-casework-ok = { $place } is whole, schema { $schema }.
doctor-finding-damaged = The database says that its file is damaged: { $why }. Restore a backup.
doctor-finding-orphans = The table { $table } refers to something that is not there. Restore a backup, or report the fault.
doctor-finding-audit-gap = Entries missing in the audit of { $municipality }: { $missing }. Somebody has changed the database beside Löfte.
doctor-finding-audit-altered = In the log of { $municipality }, entry { $number } was changed or one before it is missing: the chain of fingerprints does not hold. Somebody has changed the database outside the program; compare with a backup.
doctor-finding-unreadable = In { $municipality } the { $noun } { $id } cannot be read. Restore a backup.
doctor-finding-altered = In { $municipality } the { $noun } { $id } is not what was frozen. Somebody has changed the database beside Löfte; compare with a backup.
doctor-audit-head = The log ends with entry { $number }, fingerprint { $chain }. Note it somewhere else: then it shows if somebody removes or changes an entry later.
doctor-accounts-ok = Open accounts of coordinators: { $count }.
doctor-accounts-none = No coordinator can sign in. Restore a backup, or begin anew with “lofte init”.
doctor-records-ok = Deliveries that can be read: { $deliveries }, with { $rows } rows in all.
doctor-records-differ = The rows that can be read are not as many as the deliveries say. Restore a backup.
doctor-gateway-ok = The gateway that answers questions about rows is running and lets this installation in.
doctor-row-files-ok = Files of rows that are what they were when they were delivered: { $verified }.
doctor-row-files-unverified = Files of rows that are not verified: { $count }. They were delivered before Löfte kept digests of files. They can be used as before.
doctor-row-file-altered = The file { $path } is not what it was when it was delivered: the disk has changed it, or somebody. Figures may be wrong. Restore a backup, or undo the delivery and deliver the file again.
doctor-cells-ok = Pictures whose counts can be read and are unchanged: { $count }.
doctor-cells-of-edition = The counts of edition { $number } of the picture are missing or damaged. Restore a backup.
doctor-cells-of-draft = The counts of the picture that was computed last are missing or damaged. Compute the picture again.
doctor-deliveries-ok = Casework and rows agree on which deliveries there are.
doctor-rows-missing = The rows of delivery { $id } are missing. Restore a backup, or undo the delivery and deliver the file again.
doctor-rows-unknown = The rows of delivery { $id } are there, but the casework does not know it. Start Löfte once and run the doctor again; if the fault stays, report it.
doctor-pending = Deliveries that were interrupted: { $count }. They are finished or removed, whole, the next time Löfte starts.
doctor-pending-none = No delivery is interrupted.
doctor-folder-ok = The folder can be written to.
doctor-disk-ok = { $gigabytes } GB free.
doctor-disk-little = Only { $gigabytes } GB free. Free some space before it runs out.
doctor-disk-full = Nearly full: { $gigabytes } GB free. Free some space now.
doctor-assets-ok = Style sheet, script and fonts are there.
doctor-assets-missing = Style sheet, script and fonts are not there, so pages are plain. Make them with “cargo xtask assets” and build the program again.
doctor-time-zone-ok = Europe/Stockholm is known.
doctor-time-zone-missing = The time zone Europe/Stockholm is not known, so clock times will be wrong. Install the package tzdata.
doctor-clock-behind = The clock is wrong: it says { $now }, but the last thing that happened here happened { $last }. Set the clock of the machine, best so that it follows a time server. Until then deliveries and publications get the wrong day, and rows from today may be refused.
doctor-sound = All is as it should be.
doctor-unsound = Something is wrong. Do what stands at each ERROR and run the doctor again.

cli-upgrade-not-needed = The casework already has the schema that this program works with ({ $known }). Nothing needs to be done.
cli-upgrade-newer = The casework has schema { $found }, but this program works with { $known }. Install a newer program.
cli-upgrade-would = The casework has schema { $found } and would be brought to { $known } (steps { $steps }). A file of casework is copied first; a database server you must copy yourself (pg_dump).
cli-upgraded-copy = The casework was brought from schema { $found } to { $known }. The copy from before is { $copy }. Remove it when you know that everything works.
cli-upgraded = The casework was brought from schema { $found } to { $known }.

cli-activity-none = No activities are logged.
cli-activity-counts = counts
cli-activity-withdrawn = taken back
cli-col-unit = What
cli-col-party = Who
cli-check-suggestions = Suggestions, which hinder nothing:
