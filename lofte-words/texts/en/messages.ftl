### What is said in more than one place, on pages and in commands: errors, gaps, states, answers, categories.
### Numbers and dates come here ready to read. A sentence says what happened and what to do.

## Errors: access

error-signed-out = You are not signed in, or your sign-in has ended. Sign in again.
error-wrong-password = Wrong name or password. Try again.
error-throttled = There have been too many guesses. Wait { $seconds } seconds and try again. If you do not remember the password, use a recovery code or ask whoever answers for the accounts for a link.
error-crowded = Many are signing in right now. Wait { $seconds } seconds and try again.
error-factor-needed = Your role must sign in in two steps. Add the phone on the page “Mitt konto” first.
error-foreign-request = What was sent came from another site and was not taken. Go to the page here in Löfte and do it again. If it happens on Löfte's own pages, ask whoever runs the machine to check the setting origin.
error-misdirected = This address is not Löfte's. Go to { $origin } instead.
error-not-allowed = The role { $role ->
    [coordinator] coordinator
    [police] municipal police officer
    [partner] partner
    [reader] reader
   *[other] { $role }
 } may not do this. Ask somebody who may, or ask the coordinator for another role.
error-not-found = { $noun ->
    [promise] There is no promise { $id }. See which there are with “lofte promise list”.
    [problem] There is no problem { $id }. See which there are with “lofte problem list”.
    [measure] There is no measure { $id }. See which there are with “lofte plan list”.
    [delivery] There is no delivery { $id }. See which there are with “lofte delivery list”.
    [edition] There is no adopted edition { $id } of the picture.
    [picture] There is no adopted edition { $id } of the picture.
    [agreement] There is no agreement { $id }. See which there are with “lofte agreement list”.
    [party] There is no party “{ $id }”. See the parties with “lofte agreement list”.
    [account] There is no open account “{ $id }”. See the accounts with “lofte user list”.
    [publication] There is no publication { $id }. Publish with “lofte publish”.
    [municipality] The municipality { $id } is not here. Begin with “lofte init” or “lofte demo”.
    [area] There is no area { $id }.
    [backup] There is no backup { $id } in the municipality's folder of backups.
    [wave] There is no survey wave { $id }. Deliver it with “lofte import survey”.
    [job] There is no job { $id }.
    [staged] The file is not here. It may have been delivered, removed or be too old, or be somebody else's.
    [mapping] No mapping is remembered for the source { $id }.
   *[other] What was looked for ({ $id }) is not there.
 }

## Errors: casework (lofte-store)

error-bad-address = The address of the casework cannot be understood. Give a path, sqlite://path or postgres://user@host/database in lofte.toml or in LOFTE_STORE.
error-no-such-folder = The folder of the casework is not there. Make it first, or give another path in lofte.toml.
error-cannot-open = The casework cannot be opened. Check the path or the database server, and that the program may read and write there. (Technical cause: { $why })
error-not-a-store = The file of the casework is damaged, or something else. Run “lofte doctor”, or restore a backup with “lofte restore”.
error-store-read-only = The casework is read-only. Give the program's user the right to write to the file and its folder.
error-unreachable = The database or the disk does not answer right now. Nothing was saved. Try again in a while; if it goes on, ask whoever runs the machine to look.
error-busy = Another program is writing right now. Wait a moment and do it again.
error-conflict = Somebody else has changed this meanwhile. Load it again and make your change anew.
error-frozen = This is frozen and cannot be changed. Write a new one that continues it.
error-taken = The number or name is taken. Choose another.
error-store-not-found = What was looked for is not there. (Technical cause: { $why })
error-dangling = It refers to something that is not there. Save that first.
error-other-municipality = This belongs to another municipality than the one you work in.
error-text-in-audit = The audit takes numbers only and no text. This is a fault in the program; please report it.
error-unwritable = It cannot be written down. This is a fault in the program; please report it. (Technical cause: { $why })
error-nul-in-text = The text holds a character that cannot be saved (NUL). Take it out and do it again.
error-unreadable = Something that was saved cannot be read. Run “lofte doctor” to see what. (Technical cause: { $why })
error-newer-schema = The casework was written by a newer version of Löfte. Install that, or restore a backup from before.
error-older-schema = The casework on the database server was written by an older version of Löfte and has to be adapted. First take a copy of the database (pg_dump), then run “lofte upgrade”.
error-insecure-connection = The database is on another machine, and the address allows an unprotected connection. Take sslmode out of the address (TLS is then required and the certificate checked), or give verify-full, verify-ca or require.
error-migration = The casework could not be adapted to this version. Nothing was changed. Take a copy and report the fault. (Technical cause: { $why })
error-file = The file cannot be read or written. Check the path and the permissions. (Technical cause: { $why })
error-bad-backup = The backup was cut off or changed. Nothing was read in; take another one. (Technical cause: { $why })
error-not-empty = There is casework here already. Restore the backup into a new, empty folder.
casework-elsewhere = The casework is not where it is expected: the folder has been used, but holds no file with casework. It was last in { $place }. Give the address in LOFTE_STORE or in lofte.toml, or restore a backup.
error-engine = The database refused what should have worked. This is a fault in the program; please report it. (Technical cause: { $why })

## Errors: rows (lofte-records)

error-bad-location = The place of the rows cannot be understood. Give a folder or s3://bucket/prefix in lofte.toml.
error-records-full = There is no room left where the rows are kept. Nothing was changed; free some space and try again.
error-records-not-allowed = The place where the rows are kept cannot be written to. Give the program's user the right to write there.
error-records-store = The place where the rows are kept does not answer as it should. Check the disk or the network. (Technical cause: { $why })
error-records-missing = A file is missing among the rows. Try again; if it stays missing, restore a backup. (Technical cause: { $why })
error-records-damaged = A file among the rows is damaged. Restore a backup, or undo the delivery and deliver it again. (Technical cause: { $why })
error-records-later-format = A file among the rows was written by a newer version of Löfte. Use that version.
error-delivery-exists = The delivery exists already. Try again.
error-not-staged = No such delivery is waiting to become visible.
error-delivery-visible = The delivery is visible already. Undo it instead.
error-overtaken = Another delivery from the same source came at the same time, so duplicates may be counted wrongly. Nothing was saved; deliver the file again.
error-counts-differ = The rows do not add up: something was lost on the way. Nothing was saved. This is a fault in the program; please report it.
error-wrong-kind = The delivery cannot take rows of that kind. This is a fault in the program; please report it.
error-too-many-years = The rows lie in implausibly many different years. Check that the right column is the date.
error-wave-exists = The survey wave is there already with other answers. Undo that delivery first.
error-uneven-answers = The answers do not fit together: every question needs one cell for each questionnaire. (Technical cause: { $why })
error-bad-engine = The gateway that is to answer questions about rows cannot be used. Correct engine and engine_secret under records in lofte.toml: an address that begins with https:// and a file with the secret. (Technical cause: { $why })
error-engine-away = The gateway that answers questions about rows does not answer. Nothing is wrong with the question; try again in a while. Whoever looks after the installation sees to it that the gateway and the cluster behind it run. (Technical cause: { $why })
error-engine-refused = The gateway that answers questions about rows does not let this installation in. Whoever looks after the installation sees to it that the secret is the same in both places and holds for this municipality. (Technical cause: { $why })
error-engine-answer = The gateway that answers questions about rows answered something that cannot be understood. Whoever looks after the installation sees to it that the address leads to the gateway and that it has the version of this program. (Technical cause: { $why })
error-stopping = The program is stopping. Try again when it has started.

## Errors: publishing (lofte-publish)

error-no-counts = The counts of an edition of the picture cannot be read. Restore them from a backup. ({ $why })
error-unknown-area = The picture has figures for an area that is not among the municipality's areas. Add the area. ({ $why })
error-unknown-party = A text names a party that is not there. Add the party. ({ $why })
error-unknown-problem = A promise answers a problem that is not there. Add the problem. ({ $why })
error-counted-twice = The picture counts the same thing twice. Compute it again with “lofte picture --refresh” and adopt a new edition. ({ $why })
error-frozen-changed = Something frozen is no longer what was frozen: its contents do not match its fingerprint. Run “lofte doctor”. ({ $why })
error-verdict-differs = A verdict is not what the promise's rule gives. Compute it again with “lofte verdict”. ({ $why })
error-judge = The promise's rule cannot be applied to the evidence. ({ $why })
error-disclosure = The figures cannot be protected, so they are not published. ({ $why })
error-not-canonical = The publication cannot be given a fingerprint. This is a fault in the program; please report it.
error-no-such-promise = The promise is not in the publication. Only signed promises are published.
error-document = The document could not be made. ({ $why })
error-csv = The table could not be written. ({ $why })
error-snapshot-exists = There is something there already that is no publication of this municipality. Choose another folder. ({ $why })
error-no-snapshot = There is no publication in the folder. Make one with “lofte publish --preview” and then “lofte publish --seen FINGERPRINT --out FOLDER”.
error-snapshot-damaged = The publication is damaged. Publish again, or fetch it from a backup. ({ $why })
error-io = A file or folder cannot be read or written. ({ $why })

## Errors: the machine, the settings, the program

error-estimate = The evidence cannot be computed. (Technical cause: { $why })
evidence-no-item = The wave { $wave } has no question { $item }. Choose another wave, or correct the indicator of the promise.
evidence-no-answers = Nobody answered the question in the goal areas in the wave { $wave }, so there is no share to follow up. Choose more areas or another wave.
evidence-too-few = Too few answered the question in the goal areas in the wave { $wave } to say anything. Choose more areas or another wave.
error-settings = The settings cannot be used. ({ $why })
settings-no-house = There is no Löfte in { $dir }. Make one with “lofte init --municipality CODE --dir { $dir }” or in the browser with “lofte serve” in an empty folder, try it with “lofte demo”, or point to the right folder with --dir.
setup-code-wrong = That is not the code. Write it as it stands in the window where the program was started.
setup-code-used = The code has been used. Go on in the browser that used it, or stop the program and start it again: it will write a new one.
setup-done-already = The municipality is there already. Sign in.
setup-something-there = { $file } lies in the folder already, but no lofte.toml. Choose an empty folder, or put lofte.toml back.
municipality-unknown = “{ $asked }” is no municipality. Write its name or its code of four digits, such as Flen or 0482.
municipality-unknown-near = “{ $asked }” is no municipality. Did you mean { $near }?
municipality-unknown-page = “{ $asked }” is no municipality. Choose one of those below, or write another name.
settings-already-there = There is already a Löfte in { $dir }. Choose another folder, or start the one there with “lofte serve --dir { $dir }”.
settings-file = The settings file { $file } cannot be read or written. Check the permissions. (Technical cause: { $why })
settings-syntax = The settings file { $file } cannot be understood. Correct line { $line }. (Technical cause: { $why })
error-port-in-use = { $what } is used by another program. Stop that, or choose another port with --port.
error-disk-full = The disk is full. Nothing was changed; free some space and try again.
error-read-only = It cannot be written to. Choose another folder, or give the program's user the right to write. ({ $why })
error-no-such-file = { $what } is not there. Check the path.
error-machine = { $what } cannot be used. (Technical cause: { $why })
error-defect = Something that cannot happen did. This is a fault in the program; please report it.
error-outage = Something that Löfte needs does not answer right now. Nothing was saved; try again in a while. If that does not help, tell whoever looks after the program.
error-sent-too-slowly = What was sent came too slowly: at least { $kilobytes } kB must come every { $seconds } seconds. Try again over a better connection.
error-took-too-long = The answer took more than { $seconds } seconds and was broken off. Try again in a while.
limit-free-disk = The disk is nearly full: { $megabytes } MB must be free. Nothing was saved; free some space and try again.
limit-jobs = You have { $most } jobs already that wait or run, and an account may not have more. Wait until one of them is done.
rows-away = The place where the rows are kept cannot be reached right now: none of the municipality’s deliveries is there. Tell whoever looks after the program.

## Error pages

error-unreadable-request = What was sent cannot be read as the form on the page. Go back, load the page again and send it once more.
error-no-such-deed = The address is there but does not take what was sent. Go back to the page and use its buttons.
error-request-too-large = What was sent is too large. Divide it and send the parts one by one.
error-unknown-contents = What was sent is not a form. Send it from the page.
error-title-400 = It could not be understood
error-title-401 = You need to sign in
error-title-403 = You may not do that
error-title-404 = It is not there
error-title-405 = That cannot be done here
error-title-408 = It took too long
error-title-409 = Somebody else was first
error-title-413 = The file is too large
error-title-415 = The wrong sort of contents
error-title-421 = Wrong address
error-title-422 = It will not do as it is
error-title-429 = Too many attempts
error-title-500 = Something went wrong with us
error-title-503 = Löfte has no time just now
error-no-page = There is no page at { $path }. Check the address, or start over from the first page.
public-nothing-yet = The municipality has not published anything yet. Come back later.
public-paused-title = Publication is paused
public-paused = The public side shows nothing right now. Publication has been paused by { $side } since { $since }. Questions: { $municipality }.
hide-nothing-chosen = Choose what is to be shown instead.
hide-no-reason = Say why. The reason stays in the record of the public side and is not shown outside.
limits-not-allowed = The limits must lie between { $least } and { $most }. Less protection than { $least } cannot be chosen.
public-limits-changed = From publication { $number }, { $day }, the limit is { $to } instead of { $from }, and the least doubt { $doubt_to } instead of { $doubt_from }.
public-no-such-promise = There is no published promise { $number }. Perhaps the number is wrong, or the promise is not signed yet.

## Accounts

account-bad-login = Choose a name of 2–40 characters: letters, digits, hyphen, full stop, underscore or @.
account-short-password = The password is too short. It must have at least { $length } characters; several words in a row are easy to remember.
account-long-password = The password is too long. It may have at most { $length } bytes.
account-password-login = The password is like the login. Choose something else.
account-password-repeated = The password is the same characters over and over. Choose four words in a row, for example.
account-password-row = The password is a row of the keyboard or the alphabet. Choose four words in a row, for example.
account-password-common = The password is one that many choose, and therefore easily guessed. Choose four words in a row, for example.
account-password-differs = The two passwords are not the same. Type the same one twice.
account-old-password = The current password is wrong.
account-link-gone = The link does not work: it has been used, is too old, or a newer one has taken its place. Ask for a new one.
account-recovery-wrong = The name or the code is wrong. Each code works only once.
account-closed = The account is closed. Open it first.
account-last-coordinator = This is the last coordinator who can sign in. Invite another one first.
factor-wrong = The number is wrong. Wait until the app shows a new one and type that; also check that the clock of the phone is right.
factor-secret = The key for the app did not arrive whole. Begin again on the page.
account-partner-party = A partner must belong to an organisation. Say which.
account-not-first = There are accounts here already. Let the coordinator add more.
holder-needed = Only whoever holds the account can do this. On the command line that takes the account's password: name the account with --as, and type the password when asked.
account-own = You cannot close your own account. Let another coordinator do it.
text-personal-number = The text holds something that looks like a personal identity number. Remove it: nothing here may point out a person.
seen-changed = This has changed since you read it. Read what it says now, and then decide.
error-may-name-person = The text may point out a person. Answer whether it does.
text-unknown-area = One of the chosen areas is not in the municipality. Choose among those shown.
text-unknown-category = One of the chosen categories is neither in the delivered rows nor in an adopted picture. Choose among those shown.
text-too-long = The text is too long: { $characters } characters. At most { $limit } are kept here.
text-looks-like-like-identity-number = “{ $text }” looks like a personal identity number. Is it a person?
text-looks-like-reserve-number = “{ $text }” looks like a reserve number. Is it a person?
text-looks-like-phone = “{ $text }” looks like a telephone number. Is it a person?
text-looks-like-email = “{ $text }” looks like an e-mail address. Is it a person?
text-looks-like-number-plate = “{ $text }” looks like the number plate of a vehicle. Is it a person?

## Areas

areas-refused = The file of areas { $file } cannot be used.
areas-not-json = The file is not valid JSON: reading stopped on line { $line }, character { $column }. Export it anew as GeoJSON.
areas-not-areas = The file is no GeoJSON with a FeatureCollection (it says that it is “{ $found }”). Export the areas as GeoJSON with polygons.
areas-no-areas = The file has no areas. Check that the export finished.
areas-no-border = Area number { $feature } in the file has no usable border. It must be a closed polygon, or several.
areas-no-code = Area number { $feature } in the file lacks the property code (or deso). The properties are: { $found }. Rename the one that is the code of the area to code, and its name to name.
areas-parts-differ = { $code } is given several times with different names, kinds of place or populations. Keep one, or make the parts alike.
areas-given-twice = { $code } is given twice with the same border. Take one of them out.
areas-personal-number = Feature { $feature } has a personal identity number in its property “{ $property }”. Take it out of the file.
areas-more-aged-than-residents = { $code } has more residents aged 16–85 (aged_16_85) than residents (population). Correct one of the two.
areas-population-of-the-future = { $code } has residents of the year { $year }, which has not come yet. Correct population_year.
areas-same-border = { $one } and { $other } have the same border. Take one of them out, or give it its own border.
areas-code-of-other-kind = { $code } is the code of a statistical area and of an own one. Give the own area another code.
areas-codes-alike = The codes “{ $one }” and “{ $other }” cannot be told apart. Change one of them.
areas-unknown-system = The coordinates are in { $system }, which is not known here. Export the file in SWEREF 99 TM (EPSG:3006) or in degrees (EPSG:4326).
areas-other-than-named = The file says that its coordinates are in { $system }, but { $example } cannot be. Export it anew.
areas-not-degrees = { $example } are no degrees, and no metres of a known system. Export the file in SWEREF 99 TM (EPSG:3006) or in degrees (EPSG:4326).
areas-several-systems = { $example } are metres, but several systems fit: { $systems }. Export the file in SWEREF 99 TM (EPSG:3006), or so that it names its system.
areas-north-first = The coordinates stand with north before east. Export the file with east first.
areas-latitude-first = The border of area number { $feature } in the file stands with latitude before longitude: it lies far away, but right if the two change places. Export the file with longitude first.
areas-far-away = The border of area number { $feature } in the file lies far from the municipality, around { $example }. Check the system of coordinates.
areas-two-divisions = The file has areas of two divisions, { $one } and { $other }. DeSO and RegSO lie over each other: export one of them.
areas-elsewhere = All areas of the file are in other municipalities than { $municipality }. Check that it is the right file.
areas-damaged = The file looks like { $format }, but is damaged. Export or download it anew.
areas-shapefile-alone = A shapefile is several files. Pack .shp, .dbf, .prj and .cpg into one ZIP file and upload that.
areas-no-part = The ZIP file lacks { $part }, which has the codes of the areas. Pack it with the others.
areas-path-in-archive = The ZIP file has a file called “{ $name }”, and that name leads out of the archive. Pack the files anew.
areas-several-layers = The file has several layers: { $layers }. Export one of them.
areas-too-large = The file has more than { $megabytes } MB. Export the areas of the municipality alone, or simplify their borders.
areas-rows-are-placed = The area { $area } is new or has another border, but { $count } deliveries of incidents have been placed by the borders there are. Take them back first, take in the areas, and deliver the incidents again. Residents can be taken in by themselves.
note-areas-reprojected = The borders were turned from { $system } into degrees.
note-encoding-guessed = The file does not say how its letters are coded. It was read as { $encoding }; check that å, ä and ö are right.
note-areas-parts-joined = { $area } came in { $parts } parts, which became one area.
note-areas-not-understood = { $area } has { $property } “{ $value }”, which cannot be understood. It is not used.
note-areas-population-without-year = { $area } has a population but no population_year, so the population is not used.
note-areas-unread = These properties are not read: { $properties }.
note-areas-without-population = { $count } of { $of } areas have no population (population and population_year) and so get no number per resident: { $areas }.
note-areas-of-others = { $count } areas of other municipalities were passed over.
note-areas-latest-year = The file has several years. For each area the latest counts, { $year } at most.
note-areas-older-population = { $count } areas have residents of a later year already, which stay: { $areas }.
note-areas-unnamed = { $count } of { $of } areas where people live are not named in the file. What is known of them stays: { $areas }.
note-areas-division-replaced = The file has another division than yours. { $count } areas are no longer used: { $areas }. They stay on the page of places, and what names them keeps their names.
note-areas-used-from = { $count } places of your own are used from { $day }: { $areas }. Incidents that have been delivered already do not count in them, so the picture has them from the first whole year.

## Promises

promise-frozen = The promise is signed by all sides and cannot be changed. Write a new promise that continues it.
promise-same-side = Your side has signed already. It is the other sides' turn.
promise-no-side = Only the sides of the promise sign it: the municipality, the police and the organisations that it names.
promise-gap-text = Write both title and text.
promise-gap-commitment = Write at least one commitment.
promise-gap-hollow-commitment = Commitment { $number } lacks a text or somebody who undertakes it.
promise-gap-problem = Link the promise to at least one problem in the picture.
promise-gap-indicator = Say which answers count as yes and which as no. No answer may be both.
promise-gap-baseline = The wave { $wave }, which the promise compares with, has not been delivered. Deliver it, or choose another.
promise-gap-item = The wave that the promise compares with does not have the question { $item }. Choose one that was asked.
promise-gap-areas = The wave that the promise compares with has no answers from { $areas }. Choose areas that got the survey.
promise-gap-too-few-answers = The wave { $wave }, which the promise compares with, has too few answers to the question in the chosen areas. Nobody could ever say whether the goal is reached. Choose more areas, another question or another wave.
promise-gap-follow-up = The wave that is to tell must come after the one that the promise compares with.
promise-gap-rule = The threshold must lie between 0 and 100 percentage points, and the risk above 0 and at most 20 percent.
promise-gap-threshold-sign = The threshold must be 0 or more. With a negative threshold the goal counts as reached although it became worse.
promise-gap-unchanged = “Practically unchanged” must not be wider than the threshold: the goal could then be reached and the share unchanged at once. Raise the threshold, or leave the field empty.
promise-gap-quantity = Commitment { $number } promises a number. It must be at least 1, and say what is counted.
promise-gap-period = The year must lie between 1990 and 2100. Change the day.
agreement-gap-period = The year must lie between 1990 and 2100. Change the day.
measure-gap-deadline = The last day must lie between 1990 and 2100. Change it.

## Agreements

agreement-gap-title = Give the agreement a title.
agreement-gap-parties = An agreement needs at least two parties.
agreement-gap-party-twice = The same party is named twice. Remove one of them.
agreement-gap-purpose = Write at least one purpose. The law asks for it (2023:196, section 9).
agreement-gap-area = Write at least one area of cooperation. The law asks for it (2023:196, section 9).
agreement-gap-signature = A signature belongs to a party that is not in the agreement.
agreement-other-side = The police note their own signature. The coordinator notes those of the municipality and the other parties.
agreement-signed-already = The party has signed this text already. If the signature is wrong, strike it out first and say why.
agreement-not-yet = That day has not come yet. Give the day when the party signed.
agreement-no-office = Name the office that signed, for example chair of the municipal board. Write no name.
agreement-not-signed = The party has not signed.
agreement-no-reason = Say why the signature is struck out.

## Problems, causes and measures

problem-no-title = Give the problem a title.
problem-no-reason = Write why the problem is prioritised or set aside.
problem-no-edition = There is no adopted edition { $edition } of the picture. Adopt it first, or choose another.
cause-empty = Write the cause in a sentence.
cause-no-parent = There is no cause { $number } for this to lie behind.
cause-too-deep = At most { $most } causes may lie behind each other. Put this one behind one that is nearer to the problem.
cause-too-many = A problem may have at most { $most } causes. Divide it into several problems.
measure-gap-title = Give the measure a title.
measure-gap-cause = Tie the measure to at least one numbered cause.
measure-gap-no-such-cause = There is no cause { $number } in the problem.
measure-gap-function = Say which function at the owner answers for it, for example operations manager. Write no name.

## The picture

picture-empty = The picture has no figures yet. Deliver data and compute it first (“lofte picture --refresh”).
picture-no-assessment = Write both the analysis and the consequences. The law asks for both (2023:196, section 4).

## Follow-up

promise-baseline-changed = The wave that the promise compares with has been delivered again since the first signature, with other figures. Open the promise for editing and save it, so that the first side signs what holds now.
promise-answer-known = The wave that is to decide is delivered already. The promise can be signed, but gets no verdict on its effect, and says that the rule was settled after the measurement.
correction-no-reason = Write what was wrong in the earlier delivery. The reason is shown in the follow-up, to residents too.
correction-other-source = A corrected file must be of the same source as the file that it corrects ({ $file }).
delivery-stands-under = The delivery cannot just be taken back, because something rests on it. Deliver a corrected file in its place, with “Leverera en rättad fil” on the page of the delivery or “lofte import … --corrects … --reason …”. On the delivery rest:
resting-promise = promise { $number }, signed
resting-edition = edition { $number } of the picture
resting-publication = publication { $number }
close-no-account = The promise cannot be closed until the account to residents is written and published. Write it on the page of the follow-up, and publish.
close-not-over = The promise runs until { $to }. It is closed after that.
close-not-signed = The promise is not signed by all sides, so there is nothing to close.
close-already = The promise is closed already.
verdict-not-published = The promise is not signed by all sides yet, so there is nothing to judge.
feedback-empty = Write what was done and what it led to.
feedback-not-signed = The promise is not signed by both sides yet. The account is written of what is promised.
feedback-changed = The figures or the account have changed since you opened the page. Read them again and save once more. What you wrote is still there.
feedback-no-commitment = The promise has no commitment { $number }, or it is in the account twice. Remove one of them.
feedback-no-goal = The promise has no goal { $number }, or it is in the account twice. Remove one of them.
said-done = What we did
said-why = Why it did not become what we promised
said-source = Source
account-learned = What we learned
account-next = What happens now?
promise-closed-on = The promise is closed, { $when }.
carry-not-signed = Only a promise that both sides have signed can go on in a new one. Edit the draft instead.
rhythm-months = Write how many months there should be between the check-ins: 1–12.
rhythm-choose = Choose how often the promise is checked in on.
rhythm-not-running = Only a promise that is signed and not closed has check-ins.
checkpoint-not-yet = The check-in is not until { $day }. Write the comment then.
calendar-name = Löfte, { $municipality }
calendar-promise-begins = Promise { $number } begins: { $title }
calendar-promise-ends = Promise { $number } ends: { $title }
calendar-promise-verdict = Promise { $number }: what decides the goal is over, the verdict is to be recorded ({ $title })
calendar-promise-account = Promise { $number }: the account is to be written ({ $title })
calendar-promise-checkpoint = Promise { $number }: check-in ({ $title })
calendar-law-soon = { $what } within three months
calendar-law-due = { $what } today at the latest
calendar-measure = Measure { $number } is due: { $title }
calendar-agreement = The agreement ends: { $title }
calendar-fieldwork = Safety survey { $wave }: answers are collected
old-nothing-taken = Nothing of the file is saved. Correct this and take the file in again:
old-none = The file has no promises. Write at least one row, and take the file in again.
old-bad-json = The file is not JSON in the form that is needed: line { $line }, sign { $column }. Compare with the example in the guide.
old-empty = Row { $row }, column { $column }: The cell is empty. Fill it in.
old-period = Row { $row }, column { $column }: The promise must end after it begins, and lie between 1990 and 2100.
old-no-count = Row { $row }, column { $column }: Write a number, at least 1, and of what in the column enhet.
old-unknown-party = Row { $row }, column { $column }: There is no party with the name “{ $name }”. Add it under Överenskommelser, or correct the name.
old-differs = Row { $row }, column { $column }: This differs from an earlier row about the same promise. Write the same, or leave the cell empty.
old-bad-kind = Row { $row }, column { $column }: Write minst, högst, som avsett, på begäran or gjort eller inte.
old-bad-pace = Row { $row }, column { $column }: Write vecka, månad, kvartal, tertial, termin, halvår, år or hela perioden.
old-no-source = Write where the promise is found. An old promise without a source cannot be checked.
old-no-commitment = Write what was promised, or empty the row.
old-count-and-unit = Write both a number, at least 1, and of what. Or empty both fields.
old-known = There is an old promise with the same name and period already.
old-preview = The file has { $new } new promises and { $known } that are in already.
old-taken = New promises: { $stored }. In already: { $known }.
old-checked = Nothing is saved. New promises in the file: { $stored }. In already: { $known }.
carry-undecided = Choose what becomes of commitment { $number }.
carry-no-reason = Write why commitment { $number } is not carried on. Residents are shown the reason.
carry-not-after = The next promise must begin after { $from }, when the one before began.
carried-taken_over = Commitment { $from } of promise { $earlier } (“{ $text }”) goes on as commitment { $to }.
carried-changed = Commitment { $from } of promise { $earlier } (“{ $text }”) goes on with changes, as commitment { $to }.
carried-dropped = Commitment { $from } of promise { $earlier } (“{ $text }”) does not go on. Reason: { $reason }
carried-dropped-silent = Commitment { $from } of promise { $earlier } (“{ $text }”) does not go on. No reason is written.

## Deliveries

delivery-already-undone = The delivery is undone already.
delivery-rested-upon = A later delivery rests on this one: { $others }. Undo that first, and deliver it again afterwards.
import-needs-mapping = The source { $source } needs a file that says which column is what. Give it with --mapping.
import-unknown-source = There is no source “{ $source }”. The sources are: { $known }.
aggregate-no-areas = The file has no statistical areas of the municipality. Choose a file of DeSO or RegSO, or leave --areas out.
aggregate-not-incidents = Only rows of incidents can be counted: reported offences, disturbances or fault reports. Change “kind” in the mapping.
aggregate-nothing = The file has no rows in a whole period that is over. Look at the dates, --from, --until and --taken-out.
aggregate-limits = --least must be at least { $lowest } and at most { $highest }.
aggregate-busy = Another table is being made beside the same note. Wait until it is done and run again.
aggregate-file-twice = { $file } is named for two things, so that one would be written over the other. Choose different files.
aggregate-ledger-unreadable = { $file } is no note of handed over tables that can be read. Bring it back from a backup: without it the next table tells of those who have come in between.
aggregate-other-ledger = { $file } is of tables of another municipality or source, of something else, with other areas or with periods of another length. Do not hand over both: tables that overlap do not protect each other's small counts. Choose the same areas and the same --per as last time. If it is another municipality or source, choose another file with --ledger.
fetch-address = { $address } is no address. Write one that begins with https://.
fetch-indicators = Write the ids of one to { $most } indicators, for example U30400. They are on kolada.se.
fetch-unreachable = { $host } cannot be reached. See that the machine has a network and that the firewall lets it through. Without a network: fetch the file on another machine, or ask whoever publishes it.
fetch-busy = { $host } is busy and answered { $status } several times. Wait a while and try again.
fetch-refused = { $host } answered { $status } and gave no file. The service may have moved or changed; choose another address with --address, or fetch the file by hand.
fetch-too-large = The answer of { $host } is larger than { $megabytes } MB. Nothing is written.
fetch-nothing = { $host } has nothing for the municipality. Look at its code and at what you asked for.
fetch-cut = The answer is cut short: { $address }. Nothing is written, since a part of it would be missing.
fetch-other = { $host } answered with something else than was asked for. Nothing is written. The service may be down or have changed; try again later, or fetch the file by hand.
import-busy = Another delivery is under way. Wait until it is done and try again.
link-rule = Choose a distance of at least one metre and a time of at most a day.
link-changed = One of the pairs is no longer suggested. Look at what is shown now, and choose again.
link-no-pair = Tick at least one pair.
link-too-many = Choose at most { $most } pairs at a time.
link-opposite = { $pairs } of the pairs have a row that an earlier decision says the opposite of. Count the other source's row for them, or take the earlier decision back first.

## Errors of a whole file (lofte-import, ImportError)

import-file-unreadable = { $file } cannot be read. Check that it exists and that you may read it.
import-file-too-large = { $file } is too large ({ $bytes } bytes; at most { $limit } are read). Split it, for example by year.
import-file-too-large-unpacked = { $file } is too large when unpacked ({ $bytes } bytes; at most { $limit } are read). Split it, for example by year.
import-file-too-dense = { $file } unpacks to more than { $times } times its size, and no table does. Nothing was read; get the file again from whoever gave it.
import-file-too-much-text = { $file } has more text in its cells than fits in { $megabytes } MB of memory. Split the file, for example by year, or save it as CSV, which may be larger.
import-file-too-many-parts = { $file } is an archive of { $parts } parts; at most { $limit } are read. Open the workbook and save it anew.
import-file-too-many-rows = The file has more than { $limit } rows, and more are not read at once. Split it, for example by year.
import-file-too-many-columns = Row { $row } has more than { $limit } cells, and tables so wide are not read. Check which sign separates the columns, and take empty columns out.
import-file-empty = { $file } is empty. Check that the export has finished.
import-not-a-table = { $file } is { $found ->
    [old-workbook] an Excel file from before Excel 97 (XLS)
    [locked-workbook] a workbook behind a password
    [binary-workbook] a binary Excel workbook (XLSB)
    [open-document] an OpenDocument file (ODS)
    [numbers] a Numbers document
    [web-page] a web page (HTML)
    [xml] an XML file
    [json] a JSON file
    [rich-text] a document of a word processor (RTF)
    [wide-text] a text in UTF-32
    [text-document] a document of a word processor
    [presentation] a presentation
    [pdf] a PDF
    [picture] a picture
    [encrypted-parquet] an encrypted Parquet file
    [spss] an SPSS file (SAV)
    [database] a SQLite database that is no GeoPackage
    [archive] a ZIP archive without a workbook
   *[other] a binary file
 } and is not read. { $found ->
    [archive] Unpack it and deliver the file that is in it.
    [locked-workbook] Take the password away and save it as XLSX or CSV.
    [encrypted-parquet] Write it without encryption.
    [spss] Export it from SPSS as CSV or XLSX, with value labels instead of codes.
    [database] Export the table from it as CSV.
    [wide-text] Save it as UTF-8.
   *[other] Save it as XLSX or CSV.
 }
import-packed-otherwise = { $file } is packed with { $packing }, which is not read. Write the file with Snappy or Zstandard and without special encodings, or save it as CSV.
import-unread-column = The column “{ $column }” holds { $holds ->
    [parts] lists or structures
   *[other] bytes that are no text
 }. Leave it out of the file, or write what is in it as columns of their own.
import-several-sheets = Several sheets have the columns of the mapping: { $found }. Write sheet = "…" in the mapping, and deliver the file once for each sheet that should come in.
import-hidden-sheet = Only the hidden sheet “{ $sheet }” has the columns of the mapping. Write sheet = "{ $sheet }" in the mapping if it is the right one.
import-no-such-row = The mapping says that the header is on row { $row }, but the file ends before that. Correct header_row.
import-formulas-without-values = Column “{ $column }” has formulas without stored values in { $cells } cells. Open the file in a spreadsheet program, save it, and deliver it again.
import-shortened-numbers = The numbers in column “{ $column }” look shortened by a spreadsheet, in { $rows } rows. The first is row { $row }: { $shape } (9 stands for a digit, a for letters). Different cases then have one number. Export the column as text, with all digits.
import-wrong-letters = The letters in column “{ $column }” are wrong: row { $row } has { $signs ->
    [none] nothing
   *[other] { $signs }
 } where å, ä or ö should be, when the file is read as { $encoding }. Write encoding = "…" in the mapping (utf-8, windows-1252, cp850 or macintosh), or export the file anew as UTF-8.
import-no-known-category = None of the { $rows } rows has a text in column “{ $column }” that the mapping names under [categories]. Among them are: { $found }. Of what is no code only the shape is shown: 9 stands for a digit, a for letters. Correct the mapping.
import-unknown-codes = Column “{ $column }” holds { $found }, and none of that is an answer of “{ $item }”. After the item, under [items.codes], write what the answers are called in the file, for example A1 = 1 and A2 = 2, and which words are no answers, missing = ["N/A"].
import-every-row = None of the { $rows } rows of the file can be taken, all for one reason{ $column ->
    [none] {""}
   *[other] {" "}in column “{ $column }”
 }. Nothing was stored. Row { $row }: { $reason ->
    [missing-value] { reject-missing-value }
    [wrong-number-of-cells] { reject-wrong-number-of-cells }
    [bad-time] { reject-bad-time }
    [impossible-time] { reject-impossible-time }
    [skipped-hour] { reject-skipped-hour }
    [implausible-year] { reject-implausible-year }
    [too-coarse] { reject-too-coarse }
    [error-cell] { reject-error-cell }
    [not-submitted] { reject-not-submitted }
    [end-before-start] { reject-end-before-start }
    [in-the-future] { reject-in-the-future }
    [bad-number] { reject-bad-number }
    [bad-coordinate] { reject-bad-coordinate }
    [far-away] { reject-far-away }
    [swapped-coordinates] { reject-swapped-coordinates }
    [unknown-category] { reject-unknown-category }
    [unknown-area] { reject-unknown-area }
    [unknown-region] { reject-unknown-region }
    [unknown-group] { reject-unknown-group }
    [unknown-answer] { reject-unknown-answer }
    [bad-weight] { reject-bad-weight }
    [personal-care] { reject-personal-care }
    [same-number-other-contents] { reject-same-number-other-contents }
    [part-of-whole] { reject-part-of-whole }
    [year-not-over] { reject-year-not-over }
    [contradicts-row] { reject-contradicts-row }
    [period-not-over] { reject-period-not-over }
    [bad-period] { reject-bad-period }
   *[personal-number] { reject-personal-number }
 }
import-not-a-structure = { $file } is no structure of a survey. Export it from LimeSurvey as a survey structure (.lss).
import-file-damaged = { $file } is damaged or only half copied. Fetch it again, or open it and save it anew.
import-unknown-sheet = There is no sheet “{ $sheet }”. The sheets are: { $found }.
import-one-column = All of the file seems to be one column (“{ $found }”). Separate the columns by semicolon, comma or tab.
import-missing-column = There is no column “{ $column }”. The columns are: { $found }. Correct the name in the mapping.
import-no-header = There is no header with the column “{ $column }”. Row { $row } has { $cells } cells, but none of the names: { $shapes } (9 stands for a digit, a for letters). Put a row with the names of the columns at the top of the file, or correct the names in the mapping.
import-did-you-mean = Did you mean “{ $nearest }”?
import-ambiguous-column = There are two columns “{ $column }”. Rename one of them in the file.
import-endless-row = The row after row { $row } does not end. Look for a quotation mark that is opened and not closed.
import-long-row = The row after row { $row } has more than { $megabytes } MB of text, and rows so long are not read. Either the text of a cell is too long, or a quotation mark is opened and not closed. Take the text out or correct the quotation mark.
import-two-rates = “{ $one }” and “{ $other }” are both numbers per 100 000 inhabitants, and nothing says which one holds. Take one of the columns out.
import-ambiguous-dates = It cannot be told whether the date in row { $row } of column “{ $column }” is day/month or month/day. Write [time] formats = ["%d/%m/%Y"] (or "%m/%d/%Y") in the mapping.
import-swapped-columns = “{ $first }” and “{ $second }” seem to have changed places in { $rows } of the first { $of } rows. Swap the two columns in the mapping.
import-divided-rows = The rows are divided by the column { $columns }{ $row ->
    [none] {""}
   *[other] {" "}(row { $row } is about a part)
 }, and no row is about the whole. Export whole years for everybody together, or take the column out if it does not divide the figures.
import-part-of-year = Row { $row } says that the figures are about a part of the year or of the people. Export whole years for everybody together, or take the row out if it does not say so.
import-dates-both-ways = Column “{ $column }” has dates in both orders: row { $day_first } has the day first and row { $month_first } the month first, so that nobody knows what the others mean. Correct the file, or write [time] formats in the mapping.
import-half-converted = A spreadsheet seems to have changed day and month round in some of the dates in column “{ $column }”. Row { $date } is a date, and all such have a day that can be a month too; row { $text } is a text, and none such has. Export the file anew, and deliver it without opening it in a spreadsheet. If the dates are right, write [time] formats in the mapping.
import-written-once = Column “{ $column }” is empty in { $rows } of { $of } rows, as if each text stood for the rows below it. Fill the cells, or write fill_down = ["{ $column }"] at the top of the mapping.
import-other-system = “{ $first }” and “{ $second }” look like { $found ->
    [degrees] degrees (WGS 84)
    [sweref99tm] metres in SWEREF 99 TM
    [rt90] metres in RT 90
    [sweref99-zone] metres in a local zone of SWEREF 99
   *[web-mercator] metres of a web map (EPSG:3857)
 } in { $rows } of the first { $of } rows with a position, first in row { $row }. { $found ->
    [degrees] Write longitude and latitude in the mapping.
    [sweref99tm] Write east and north in the mapping.
   *[other] Export the file in SWEREF 99 TM or WGS 84.
 }
import-mapping-unreadable = Line { $line } of the mapping cannot be understood: { $what ->
    [unknown-key] there is no key “{ $name }”. There are: { $known }.
    [missing-key] the key “{ $name }” is missing.
    [unknown-word] there is no word “{ $name }”. There are: { $known }.
    [key-twice] the key stands there twice.
    [wrong-kind] the value is of the wrong kind. Compare with the example beside the card of the source.
    [period] the period ends before it begins.
   *[syntax] the line is not written as TOML. Texts stand in straight quotation marks, lists in square brackets.
 }
import-mapping-rule = The mapping is not right at { $key }: { $rule ->
    [kind] write offence, disturbance or fault.
    [category-missing] name the column under [columns], or give a fixed_category.
    [category-twice] leave it out when a category column is named.
    [categories-missing] say which text is which category under [categories].
    [two-meanings] “{ $value }” stands for two different things.
    [end-clock-alone] name also the column end.
    [encoding] write for example "utf-8" or "windows-1252".
    [time-columns] name either time, or date, or date and clock.
    [place-columns] name either longitude and latitude, or east and north, or point.
    [place-system] longitude and latitude go with "wgs84", east and north with "sweref99tm", "rt90" or a zone such as "sweref99-1630".
    [thousands] write thousands = "." or ",". Spaces between thousands are always understood.
    [delimiter] write ; or , or | or "\t" for a tab.
    [time-format] “{ $value }” is no form of a date. Write for example "%Y-%m-%d %H:%M".
    [slug] “{ $value }” must be written with a–z, 0–9, _ and - only.
    [answer-code] “{ $value }” is no answer code. Write whole numbers.
    [period] “{ $value }” is no whole period with its year. Write for example "2025" or "2025-03".
    [person-column] the column “{ $value }” may point to a person and is never read. Take it out of the wave file.
    [two-answers] name at least two answers.
    [no-such-item] there is no item “{ $value }”.
    [no-such-answer] { $value } is no answer of the item.
    [yes-and-no] { $value } counts both as yes and as no.
    [yes-no-empty] name answers that count as yes and answers that count as no.
    [at-least-one] name at least one of each.
    [twice] { $value } stands there twice.
    [more-mailed] more questionnaires were sent than persons are in the register.
    [more-out-of-scope] more are out of scope than were sent.
    [not-the-year] the year does not go with the field work (fieldwork). Write a year in which it went on, or correct the dates.
   *[ages] write the youngest first.
 }
import-weights-nothing = The weights in column “{ $column }” cannot be used: those of { $area } add up to nothing. Correct them, or leave weight out of the wave file.
import-weights-against-register = The weights in column “{ $column }” contradict the register: by them { $area } has { $weighed } percent of the population, by the register counts of the wave file { $registered }. Correct one of them, or leave weight out of the wave file.
import-areas-unusable = The borders of the municipality's areas cannot be used. Correct the file of areas.
import-rows-lost = Rows were lost on the way. Nothing was saved. This is a fault in the program; please report it.
import-not-stored = The rows could not be saved.

## A row that was not taken (lofte-import, Reject)

reject-missing-value = The value is missing.
reject-wrong-number-of-cells = The row has { $found } cells, but the header has { $expected }.
reject-bad-time = The time cannot be read{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. Write in the mapping what the times look like, for example [time] formats = ["%y-%m-%d %H:%M"].
reject-impossible-time = The time is not in the calendar{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. Correct it in the file.
reject-end-before-start = The end lies before the beginning.
reject-in-the-future = The time lies in the future.
reject-bad-number = The value is not a number that can be understood{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. Write it with all its digits and with no point or comma between thousands.
reject-bad-coordinate = The value is not a coordinate{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. Write degrees or metres with decimals, no minutes, and with all digits.
reject-skipped-hour = The time never was, the clock was put forward that night{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }.
reject-implausible-year = The year is implausible{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. If it is right, write [time] earliest_year in the mapping.
reject-too-coarse = That is a week or a quarter{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. The time must be known to the day or month.
reject-error-cell = { $value ->
    [none] The cell holds an error of the spreadsheet instead of a value.
   *[other] The cell holds the spreadsheet's error “{ $value }” instead of a value.
 }
reject-not-submitted = The questionnaire was never sent in.
reject-far-away = The place lies far outside the municipality.
reject-swapped-coordinates = The coordinates seem to have changed places.
reject-unknown-category = { $value ->
    [none] The category is not in the mapping. Give the text a category, in a mapping file under [categories].
   *[other] The category “{ $value }” is not in the mapping. Give the text a category, in a mapping file under [categories].
 }
reject-unknown-area = { $value ->
    [none] The area is not in the municipality, or several areas have that name. Write its code.
   *[other] The area “{ $value }” is not in the municipality, or several areas have that name. Write its code.
 }
reject-unknown-region = { $value ->
    [none] The cell is neither the code of a municipality nor its name.
   *[other] “{ $value }” is not a municipality code.
 }
reject-unknown-group = { $value ->
    [none] The group of offences is none of those that are read: all offences, against persons, theft, burglary, vandalism, drugs and weapons.
   *[other] The group of offences “{ $value }” is none of those that are read: all offences, against persons, theft, burglary, vandalism, drugs and weapons.
 }
reject-unknown-answer = { $value ->
    [none] The answer is not in the code book.
   *[other] The answer “{ $value }” is not in the code book.
 }
reject-bad-weight = The weight is missing, or not a positive number with all its digits.
reject-personal-number = The cell holds something that looks like a personal identity number. The value is not kept anywhere.
reject-personal-care = The row is an operation for one person’s health (a call for an ambulance, a safety alarm or the like). Such rows are never taken.
reject-same-number-other-contents = An earlier row of the file has the same number and other contents. The first was taken; correct the file.
reject-part-of-whole = { $value ->
    [none] The row is about a part. Only rows about the whole were taken.
   *[other] The row is about a part (“{ $value }”). Only rows about the whole were taken.
 }
reject-year-not-over = The year is not over, so the figure cannot be about the whole year.
reject-period-not-over = The period was not over when the figure was taken out, so the figure cannot be for the whole of it.
reject-bad-period = It cannot be read which month, quarter or year the figure is for{ $value ->
    [none] {""}
   *[other] : { $value } (9 stands for a digit, a for letters)
 }. Write for example 2025-03, 2025 Q1 or 2025.
reject-contradicts-row = Row { $other } has another figure for the same place, category and period. Neither was taken; correct the file.

## Worth knowing about a file that was taken (lofte-import, Note)

note-midnight-heaping = { $rows } of { $of } clock times are exactly 00:00. That probably means that the time is not known; the hours will then mislead.
note-midnight-read-as-date = All clock times at the top of the file are 00:00. The { $rows } rows were therefore read as dates only.
note-time-format-guessed = The dates in the column “{ $column }” were read as { $format ->
    [day-month-year] day/month/year
    [month-day-year] month/day/year
    [days] numbers of days since 1900, as spreadsheets count them
   *[yymmdd] year, month and day of two digits each
 }, because the file only makes sense so.
note-offset-converted = { $rows } times with a time zone were turned into Swedish time.
note-columns-swapped-suspected = The coordinates seem to have changed places in { $rows } of { $of } rows with a place. Those rows were not taken.
note-outside-every-area = Rows near the municipality but in none of its areas: { $rows }. They are counted, but without an area.
note-no-position = Rows without a place: { $rows }. They are counted, but without an area.
note-name-found = { $precision ->
    [address] Addresses that were found: { $rows } rows, { $placed } of them in an area. The position is kept, not the address.
    [street] Streets with no known number: { $rows } rows. They are no points. { $placed } count in an area, since all of the street lies in it.
    [place] Named places: { $rows } rows. They are no points. { $placed } count in an area, since the place with its uncertainty lies in it.
    [postcode] Postcodes: { $rows } rows. They are no points. { $placed } count in an area, since all known addresses with the postcode lie in it.
    [locality] Localities: { $rows } rows. They are no points. { $placed } count in an area, since all of the locality lies in it.
   *[area] Areas: { $rows } rows, of which { $placed } count in an area.
 }
note-name-nearly = Rows with a place written nearly as “{ $nearest }”: { $rows }. They were not placed by that name. If it is the same place, correct the file or add that spelling to the gazetteer.
note-name-several = Rows with a name that several places have: { $rows }. They were not placed by it. Put the postcode or the locality in the file, and the places are told apart.
note-name-unknown = Rows with the name of a place that is not in the gazetteer: { $rows }. They were not placed by it.
note-personal-numbers-left-out = { $cells } cells look like personal identity numbers. None was kept. Ask whoever gave you the file to remove them.
note-equal-rows = Rows equal to an earlier row of the file: { $rows }. They were kept, since nothing tells two like events from one that is written twice.
note-rows-corrected = Rows with the same number as a row that was there, and other contents: { $rows }. The new ones hold now. If the delivery is taken back, the old ones hold again.
note-header-found = The header ends at row { $row }; what stands before it was not read.
note-sheet-chosen = The sheet “{ $sheet }” was read, because it has the columns of the mapping.
note-total-rows-only = The column { $columns } divides the figures. Only rows about the whole were taken.
note-preliminary-figures = { $rows } figures are preliminary. Deliver the statistics again when they are final.
note-hidden-sheets = The workbook has hidden sheets that were not read: { $sheets }.
note-hidden-rows = Rows hidden in the workbook, as by a filter: { $rows }. They were read all the same. Take them out of the file if they should not count.
note-error-cells = Cells in column “{ $column }” with an error of the spreadsheet, such as #N/A: { $cells }. They count as empty.
note-sum-rows = Rows that are sums of other rows, and so were not counted: { $rows }.
note-merged-filled = { $cells } empty cells have their text from a merged cell above them.
note-common-point = { $rows } of { $of } rows with a position lie at exactly the same point. If it is the middle of a town and not a place, write position = "centroid" in the mapping.
note-points-not-placed = { $rows } of { $of } rows with a position lie at a few points, as if these were the middle of a town or county. They count without place and area. Write position = "exact" in the mapping if it happened just there, else position = "centroid".
note-coarse-positions = { $rows } of { $of } rows with a position have coordinates so round (hundredths of a degree, or hundreds of metres) that the place may be up to a kilometre wrong. They count without place. Export the file with more decimals, or write position = "exact" in the mapping if the coordinates are exact.
note-area-against-position = { $rows } of { $of } rows with a position name an area that the position lies outside of. They count where the position lies; only if it lies in no area of the same kind, the named one holds. Check the columns of position and area.
note-numbers-but-for-zeros = { $rows } new rows have the number of an earlier row but for zeros in front, and other contents. They count as events of their own. If a spreadsheet took the zeros away, take the delivery back, export the numbers as text, and deliver the file again.
note-rates-passed-over = The columns { $columns } count per 100 000 of something else than all inhabitants and were not read.
note-misspelt = Rows with a text in column “{ $column }” that is like “{ $nearest }” but not the same: { $rows }. Was “{ $nearest }” meant? Correct the file, or name the spelling under [categories] in the mapping.
note-area-centres = Rows with the middle of a town as their position: { $rows }. They count without place and area.
note-clock-went-back = Rows that end before they begin by the clock, because the clock was put back: { $rows }. They count in the hour that came twice.
note-silent-months = There are no rows from { $from } to { $to }, though there are many in the other months. Ask the source whether something is missing.
note-not-submitted = { $rows } questionnaires were by column “{ $column }” probably never sent in. They were counted. Write submitted = "{ $column }" under [columns] if they should not be.
note-stratum-not-an-area = The survey's area { $area } is not among the municipality's areas.
note-more-answers-than-mailed = From { $area } came { $answers } answers, but only { $mailed } questionnaires were sent. Check the mail-out.
note-text-rows = Rows of one text alone, such as titles and footnotes: { $rows }. They were not read.
note-homes-without-point = In { $rows } operations the place may be somebody’s home. Only the area was kept, not the point.
note-rows-of-others = Rows of other municipalities: { $rows }. They were not read.
note-filled-down = { $cells } empty cells have the text of the cell above them, as where an area stands in its first row only.
note-withheld-figures = { $rows } figures are withheld or missing. They do not count as nought.
note-other-indicators = { $rows } values are no shares of a survey. They were not read.
note-unsure-figures = { $rows } figures have neither a number of answers nor an interval. They are shown, but no goal can rest on them.
note-year-of-title = No column says the year. The year { $year } was taken from the title.

## Roles

role-coordinator = coordinator
role-police = municipal police officer
role-partner = partner
role-reader = reader

## What can be done (Action)

action-read_casework = read the working material
action-read_audit = see the audit
action-import = deliver data
action-undo_delivery = undo a delivery
action-refresh_picture = compute the picture
action-adopt_picture = adopt the picture
action-edit_coordination = write of coordination and council
action-edit_agreement = write agreements and parties
action-edit_problem = write problems and causes
action-draft_promise = write promises
action-sign_promise = sign promises
action-edit_plan = write measures
action-report_measure = report on measures
action-judge = judge promises
action-sign_agreement = note signatures
action-preview_publication = read what would be published
action-read_drafts = read drafts
action-read_small_counts = read small counts
action-read_rejects = read rejected rows
action-hide_publication = hide what is published
action-mask = mask texts
action-set_protection = choose the protection of figures
action-publish = publish
action-manage_users = add and close accounts
action-manage_police_users = add and close accounts of the police
action-operate = see how the installation is
action-backup = take a backup

## What the audit has besides

audit-sign_in = signed in
audit-sign_in_failed = failed to sign in
audit-sign_out = signed out
audit-set_up = set the municipality up
audit-recover = recovered an account
audit-refused = was refused
audit-foreign_request = sent something from another site and was refused
audit-held_up = guessed so often that further tries must wait
audit-read_restricted = read what not everybody may see
audit-restore = restored a backup
audit-choose_password = chose a password
audit-renew_codes = made new recovery codes
audit-enrol_factor = began to sign in in two steps
audit-subscribe = made a calendar address
audit-unsubscribe = removed the calendar address
audit-use_factor = showed the number from the phone
audit-drop_factor = took the second step of signing in away
audit-erase = erased an account

## How something came in

channel-program = the program itself
channel-page = page
channel-command = command
channel-command_by_holder = command with password
channel-job = ordered work

## Nouns

noun-municipality = municipality
noun-area = area
noun-party = party
noun-agreement = agreement
noun-coordination = coordination
weights-line = Line { $line } is not a category and a number with a semicolon between: “{ $text }”. Write for example “theft; 10”.
weights-unknown = { $line ->
    [none] “{ $text }” is no category.
   *[other] Line { $line }: “{ $text }” is no category.
 } Write its name as the page of categories has it, or add it as one of your own first.
weights-unreadable = The table cannot be read: { $text }
weights-unnamed = Write what the table is called, which edition it is and who answers for it.
weights-empty = The table is empty. Write a category and a weight on each line.
weights-twice = “{ $text }” has two weights. Keep one.
weights-positive = The weight of “{ $text }” is no number above nought.
index-table-fault = { $row ->
    [none] The table
   *[other] { $unit ->
        [indicator] Indicator number
       *[row] Row
    } { $row }
 }, { $column ->
    [question] the question
    [group] the group
    [problem] the answers that are the problem
    [no_problem] the answers that are not the problem
    [levels] the names of the levels
    [colours] the colours of the levels
   *[cut] cut point { $number }
 }: { $kind ->
    [no_number] “{ $text }” is no number. Write a share in per cent, for example 12.5.
    [outside] { $text } per cent cannot be. A cut point is above 0 and at most 100.
    [not_increasing] { $text } per cent is not more than the cut point before it, { $before }. The cut points must increase.
    [twice] “{ $text }” is there twice. Keep one.
    [no_codes] “{ $text }” is no list of codes. Write whole numbers with commas between, for example 3, 4.
    [both] the answer { $text } both is the problem and is not.
    [not_seven] there are { $text }. Write seven, for 0 to 6 points, or none.
    [no_colour] “{ $text }” is no colour. Write it as #1a7f37.
    [too_long] the text is too long. At most 300 letters.
    [too_many] more than 200 questions.
   *[missing] something is missing here.
 }
index-table-file = The file cannot be read. { $text }
index-table-too-large = The file is larger than 8 MiB. An index table is some kilobytes: check that it is the right file.
unread-not_asked = the question is not in the survey
unread-no_answers_said = neither the table nor the survey says which answers are the problem
loaded-same = That is what counts already. Nothing was changed.
noun-loaded_table = loaded table
noun-mapping = mapping
noun-link = same event
noun-delivery = delivery
noun-picture = picture
noun-edition = edition
noun-problem = problem
noun-promise = promise
noun-measure = measure
noun-verdict = verdict
noun-revision = earlier wording
noun-activity = activity
noun-feedback = feedback
noun-rhythm = rhythm
noun-checkpoint = check-in
noun-calendar = calendar
noun-publication = publication
noun-account = account
noun-session = session
noun-job = job
noun-audit = audit
noun-public_side = public side
noun-protection = protection of figures
noun-mask = masking
noun-backup = backup
noun-action = what takes the right to

## The road of a promise

promise-state-draft = draft
promise-state-proposed = signed by one side
promise-state-published = signed
promise-state-public = published
promise-state-closed = closed
promise-state-historical = earlier promise
side-municipality = the municipality
side-police = the police
direction-increase = should rise
direction-decrease = should fall
pace-week = every week
pace-month = every month
pace-quarter = every quarter
pace-tertial = every four months
pace-school_term = every school term
pace-half_year = every half-year
pace-year = every year
pace-whole_period = in the whole period
quantity-at_least = at least { $count } { $unit } { $per }
quantity-at_most = at most { $count } { $unit } { $per }
quantity-as_intended = at least { $count } { $unit } { $per }, carried out as intended
quantity-on_request = when somebody asks
quantity-done_or_not = done or not done

## The three statuses of a measure

execution-not_started = not started
execution-ongoing = ongoing
execution-done = done
execution-dropped = dropped
fidelity-unknown = not known yet
fidelity-as_intended = as intended
fidelity-partly = partly as intended
fidelity-not_as_intended = not as intended
effect-unknown = not known yet
effect-better = better
effect-no_difference = no difference
effect-worse = worse
measure-kind-situational = situational
measure-kind-social = social

## Problems and causes

priority-prioritised = prioritised
priority-deprioritised = set aside
perspective-place = the place
perspective-exposed = those exposed
perspective-offending = the offending
support-hypothesis = hypothesis
support-some = some support
support-strong = strong support

## The verdict

list-and = and
answer-kept = Goal reached
answer-not_kept = Goal not reached
answer-cannot_tell = Cannot tell
answer-waiting = Not followed up yet
axis-deeds = Did we do what we promised?
axis-effect = Did it lead to what we wanted?
axis-activities = Promises activities, not effect
axis-activities-told = The promise is of activities, not of effect. It is judged on whether the activities were done, and says nothing of what they led to.
outcome-one-fulfilled = fulfilled
outcome-one-partly = partly fulfilled
outcome-one-not_fulfilled = not fulfilled
outcome-one-cannot_be_shown = without reports
outcome-one-not_due_yet = ongoing
outcome-one-nobody_asked = something that nobody has asked for
outcome-many-fulfilled = fulfilled
outcome-many-partly = partly fulfilled
outcome-many-not_fulfilled = not fulfilled
outcome-many-cannot_be_shown = without reports
outcome-many-not_due_yet = ongoing
outcome-many-nobody_asked = something that nobody has asked for
deeds-fulfilled = All done
deeds-partly = Partly done
deeds-not_fulfilled = Not done
deeds-cannot_be_shown = What is done cannot be shown
deeds-not_due_yet = Ongoing
deeds-nobody_asked = Nobody has asked
deeds-none = The promise has no numbered commitments.
deeds-sentence = Of the commitments of the promise ({ $all }) { $parts }.
verdict-waiting = The outcome comes after the wave of { $year }.
verdict-share = The share who { $indicator }
verdict-of-the-promise = What the promise is about
verdict-has-changed = has changed
verdict-has-risen = has risen by { $points } percentage points
verdict-has-fallen = has fallen by { $points } percentage points
verdict-kept = Yes. { $what } { $moved }. That is more than the rule of the promise asks for, and more than chance would reasonably give.
verdict-not_kept = No. { $what } { $moved }, and that is not enough by the rule of the promise.
verdict-within_chance = Nobody can tell. { $what } { $moved }, but chance alone may give a difference as large.
verdict-cannot_tell = Nobody can tell.
rule = The goal is reached if the share who { $indicator } { $place } { $way } { $by } from the wave { $baseline } to the wave { $follow_up }, with at most { $risk } risk of calling it reached by chance. It is not reached if the opposite is as certain. Otherwise nobody can tell.
rule-increase = has risen
rule-decrease = has fallen
rule-at-all = at all
rule-by-more-than = by more than { $points } percentage points
rule-not-worse-than = or at least not gone more than { $points } percentage points the other way
rule-everywhere = in the whole municipality
rule-in-its-areas = in the areas of the promise
rule-in-areas = in { $areas }
rule-practically-unchanged = A change that is certainly smaller than { $points } percentage points is called practically unchanged.
rule-before-answer = The rule was settled before the answer was there and cannot be changed.
rule-after-answer = The rule was settled after the measurement. The goal therefore gets no verdict.
baseline-corrected = The baseline was corrected after it was signed. The wave { $wave } was delivered again { $on }: { $reason } Baseline that was signed: { $signed }. As it is delivered now: { $now }. The verdict compares with the one that was signed.
baseline-corrected-silent = The baseline was changed after it was signed. The wave { $wave } was delivered again { $on }, without a reason. Baseline that was signed: { $signed }. As it is delivered now: { $now }. The verdict compares with the one that was signed.
cannot-tell-rule_after = The rule was signed { $signed }, and the measurement that decides began { $began }. A rule that is settled after the measurement decides nothing.
cannot-tell-rule_after_known = The measurement that decides was there already when the rule was signed { $signed }. A rule that is settled after the measurement decides nothing.
cannot-tell-no_rule = The promise has no goal that can be measured.
cannot-tell-no_baseline = The wave to compare with is missing.
cannot-tell-not_yet = The wave that is to tell has not come yet. It is expected in { $year }.
cannot-tell-series_break = The two waves are not the same measurement, so the difference between them says nothing about a change.
cannot-tell-too_few_answers = One of the waves has too few answers: its share is too uncertain to show, and no verdict can rest on it.
cannot-tell-no_variance = The answers do not vary at all, so nothing says how uncertain they are.
cannot-tell-too_few_events = There were too few incidents before: it takes at least { $least } to see a change.
cannot-tell-too_weak = With so few incidents only a decrease of at least { $percent } percent would be seen. That is too coarse for a verdict.
cannot-tell-too_weak_at_all = With so few incidents no decrease at all would be seen.
cannot-tell-not_comparable = The areas to compare with are not like enough to those of the promise.
cannot-tell-drift_before = The areas were drifting apart before anything was done.
cannot-tell-within_chance = The difference is no larger than what chance may give.
break-instrument = another questionnaire
break-mode = another way to collect answers
break-ages = other ages
break-season = another season
break-question = the question is missing or reads otherwise
break-scale = other answers to choose from
break-areas = areas that only one of them has: { $areas }
break-self_selected = anybody could answer
break-weights = only one of them has weights
mode-post_and_web = post and web
mode-web = web
mode-telephone = telephone
mode-visit = visit
mode-self_selected = self-selected answers

## What rows tell of

kind-offence = reported offences
kind-disturbance = disturbances (EST)
kind-fault = fault reports
kind-statistic = official statistics
kind-survey = safety survey
kind-counts = tables of counts
kind-survey_results = published survey results

## Categories

category-group-total = All offences
category-group-person = Offences against the person
category-group-property = Theft, burglary and fraud
category-group-damage = Damage and fire
category-group-drugs_weapons = Drugs and weapons
category-group-traffic = Traffic
category-group-order = Order
category-group-place = State of the place
category-group-other = Other

suggest-label = is called so
suggest-term = “{ $evidence }” usually means it
suggest-code = the offence code begins with { $evidence }
suggest-stem = is like “{ $evidence }”
suggest-slip = may be misspelt for “{ $evidence }”
suggest-wider = the wider category of { $evidence }

category-no-title = Write what the category is to be called.
category-shared = The shared list already has that category. Choose it there, so that it means the same in every municipality.
category-twice-own = Another category of yours is already called so. Choose it, or write another name.

## How a figure is computed

method-count = Number of rows.
method-garwood_rate = Number per 1,000 residents, with an exact 95 per cent interval for a small number of events (Garwood 1936).
method-weekday_hour = Number of rows per weekday and hour. Rows without a clock time are left out.
method-stratified_share = Share of a sample drawn per area, weighted by the number of residents, with a 95 per cent interval.
method-as_published = A published number, shown as it was published.
method-harm_sum = Counts times weights, summed, with a 95 per cent interval for a weighted sum (Fay and Feuer 1997).
method-problem_index = The share with the problem gives 0 to 6 points by the cut points of the table; the index is the mean of the points of the questions. The 95 per cent interval is of 1,000 samples drawn again (Rao and Wu 1988).
method-as_handed_over = Counts as their source handed them over. They are never added to incidents or to the counts of another source.

## Organisations and places

party-kind-municipality = municipality
party-kind-police = police
party-kind-housing = housing company
party-kind-transport = public transport and stations
party-kind-association = association or congregation
party-kind-business = company
party-kind-authority = authority
area-kind-deso = DeSO
area-kind-own = own area
place-type-residential = residential
place-type-station = station area
place-type-centre = centre
place-type-mixed = countryside and mixed
place-group-residents = those who live there
place-group-visitors = visitors
place-group-travellers = travellers
place-group-pupils = pupils
place-group-employees = those who work there
place-no-name = Write a name of at most 80 characters.
place-no-type = Choose what kind of place it is.
place-too-few-corners = The place needs at least three corners, and at most 500.
place-crosses-itself = The border crosses itself. Write the corners in the order in which one walks around the place.
place-far-away = A corner lies far from the municipality. Latitude is written first, then longitude; in SWEREF 99 TM north first, then east.
place-bad-corner = Corner { $number } cannot be read: “{ $line }”. Write two numbers, such as 59.0585, 16.5868.
place-no-areas = Point out at least three corners on the map, write them in the list, or choose at least one area.
place-same-border = { $name } has the same border already.
place-police-same = The municipality belongs to that local police area already. Nothing was changed.
place-police-whole = { $name } (the whole local police area, not the municipality alone)
place-statistical = A statistical area is not drawn anew here. Take in a file with the division that holds.
place-ends-later = The last day has not come yet. End the place when that day is here.
place-ends-before = The last day lies before the day that the place is used from.
place-bad-day = Write the day as year, month and day: 2026-11-30.
goal-area-not-throughout = { $area } was not used throughout the time that the goal starts from, so incidents of that time are missing in it. Choose later months, or an area that there was then.

## Jobs

job-state-queued = queued
job-state-running = running
job-state-done = done
job-state-failed = failed
job-interrupted = The job was interrupted when the program stopped. Start it again.

## Calendar

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Marking

synthetic = synthetic data

## What a publication changes

change-new = New:
change-changed = Changed:
change-gone = Gone:
change-limit-threshold = counts below this limit are not shown
change-limit-protect = least width of the doubt about a hidden count
change-limit-min_answers = fewest answers for a share
change-limit-answer_threshold = fewest yes and no answers for a share
change-part-name = name of the municipality
change-part-contact = contact
change-part-title = title
change-part-text = text
change-part-period = period
change-part-areas = areas
change-part-problem = problem
change-part-commitment = commitment
change-part-goal = goal and rule
change-part-standing = standing
change-part-measure = measure
change-part-answer = verdict
change-part-evidence = figures of the verdict
change-part-feedback = account to residents
change-part-next = what happens next
change-part-carried = what goes on
change-part-said = account of a commitment
change-part-said_of_goal = account of a goal
change-part-learned = what we learned
change-part-closed = closed
change-part-parties = parties
change-part-purposes = purposes
change-part-registry_number = registry number
change-part-signatures = signatures
change-part-edition = edition
change-figures-new = New figures: { $count }
change-figures-new-hidden = New cells that are hidden: { $count }
change-figures-hidden = Figures that were shown and are hidden now: { $count }
change-figures-changed = Changed figures: { $count }
change-figures-gone = Figures that are no longer shown: { $count }
change-about-promise = Promise { $number }
change-about-agreement = The agreement “{ $title }”
change-about-municipality = The municipality
change-about-protection = The protection of the figures
change-about-picture = The picture
change-part-count = count
change-part-official = official statistics
change-part-share = share

## What is held back

held-table = The counts of { $kind } { $year }
held-category = The counts of { $category } ({ $kind } { $year })
held-share = The share { $indicator } in the wave { $wave }, { $area }
held-verdict = The figures behind the verdict on promise { $promise }, wave { $wave }
held-why-too_few = they rest on too few.
held-why-few_new = so few rows have come that the difference would tell of them.
held-why-costs_more = new figures would hide more than they show.
held-why-no_areas = the areas cannot be protected, so the total is shown alone.
held-why-corrected = rows have been corrected or taken back, and the difference would tell of few.
held-why-beside = together with what is or was published they would tell of few.
held-why-answers_changed = the answers are not those that the wave was first published with.
held-why-unknown = the answers behind them cannot be looked at.
held-instead = The figures of publication { $number } stand.

## Masking

mask-too-short = Write at least { $least } characters of the text to mask.
mask-no-ground = Say on what ground the text is masked, for example article 17 of the GDPR.
mask-ground-tells = The ground must not contain what is masked: everybody is shown it.
mask-nothing-there = The text is not there, or it is masked already. Write it exactly as it stands.
mask-not-sure = Tick that you know that it cannot be undone.
masked-told = A text has been masked since { $when } by { $side }. Ground: { $ground }.

### The document of a promise, and open data

document-promise = Citizen promise
document-synthetic = Synthetic data
document-synthetic-note = Synthetic data: made-up figures that show how Löfte works. They say nothing of the real municipality.
document-no-value = not reported
