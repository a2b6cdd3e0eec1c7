### Words that the pages on deliveries, picture, agreements and accounts need beyond the shared ones.

## Sources as they are shown

source-bra = Brå
source-polisen = The police
source-est = EST
source-felanmalan = Fault reports
source-trygghetsmatning = The safety survey
source-vaktbolag = The guards
source-bostadsbolag = The housing company
source-raddningstjanst = The rescue service
source-skola = The school
source-kommunen = The municipality
source-title-incidents = Incidents: reported offences, EST reports or fault reports
source-title-police = The police's extract of reported offences, row by row
source-title-rescue_service = Operations of the rescue service, row by row
source-title-counts = Tables of counts, for example from the police
source-title-open311 = Fault reports from a system with Open311
source-title-bra = Brå's statistics of reported offences
source-title-survey = A safety survey
source-title-ntu = The national safety survey (Brå)
source-title-kolada = Kolada: shares of surveys
source-title-survey_results = Published results of surveys: shares and means as a table
source-title-areas = Statistical areas with borders (DeSO or RegSO)
source-title-own_areas = Areas that we have drawn ourselves
source-title-gazetteer = A gazetteer: addresses and names of places
source-title-population = Residents of the areas
job-places = Of { $read } areas and rows in the file { $stored } are new, { $corrected } changed and { $duplicate } as before.
job-places-rejected = { $rejected } rows could not be taken.

## Handing a file in

span-month = months
span-quarter = quarters
span-tertial = four-month periods
span-half_year = half-years
span-year = years
table-bad-day = Write the day as 2026-01-10.
table-bad-box = A box holds something else than a count. Write a number, “..” or “<5” in each box.
table-too-long = The table is too long to paste. Save it as a file and deliver the file.
table-empty = Paste a table, or type at least one count in the boxes.
table-no-category = Write what was counted, for example vandalism.
upload-no-file = Choose a file.
upload-no-source = Choose what the file holds.
upload-no-mapping = This source needs a mapping. Choose a mapping file, or paste it.
upload-mapping-too-large = The mapping is too large. Check that it is the right file.
upload-too-large = The file is larger than 2 GiB. Split it, for example by year, and deliver the parts one by one.
upload-one-file = Only one file at a time. Deliver the other one by itself.
upload-name-personal-number = The name of the file holds what looks like a personal identity number. Rename the file and choose it again.
upload-interrupted = The upload was interrupted before the whole file had arrived. Try again.

## Parties

party-no-name = Write what the organisation is called.

## Events in the log

did-read_casework = read the working material
did-read_drafts = read drafts
did-read_small_counts = read small counts
did-read_rejects = read rejected rows
did-read_audit = read the log
did-import = delivered rows
did-undo_delivery = took a delivery back
did-refresh_picture = computed the picture anew
did-adopt_picture = adopted the picture
did-edit_coordination = wrote of the coordination
did-edit_agreement = wrote an agreement or a party
did-sign_agreement = noted or struck out a signature
did-edit_problem = wrote about a problem or its causes
did-draft_promise = wrote a promise
did-sign_promise = signed a promise
did-edit_plan = wrote in the action plan
did-report_measure = reported on a measure
did-judge = judged a promise
did-preview_publication = read a preview
did-publish = published
did-hide_publication = changed what the public side shows
did-mask = masked a text
did-set_protection = changed the protection of figures
did-manage_users = changed the accounts
did-manage_police_users = changed the accounts of the police
did-operate = looked after the installation
did-backup = took a backup

## The same event in several sources

links-one-source = There is nothing to compare yet: it takes incidents of at least two sources in the same year.
links-none = No, no rows of { $year } lie that near each other. Try a longer distance or a longer time if the sources are approximate.
links-one = One pair of rows of { $year } may be the same event. By pure chance { $chance } would be expected.
links-some = { $pairs } pairs of rows of { $year } may be the same event. By pure chance { $chance } would be expected.
link-pairs-all = { $pairs } pairs. By pure chance { $chance } would be expected.
link-pairs-first = { $pairs } pairs, of which the { $shown } nearest are shown. By pure chance { $chance } would be expected. When they are settled, the next are shown.
link-pairs-hint = Tick those that you know something about. Those nearest each other come first.
link-pair = { $one } — { $other } ({ $metres } metres and { $minutes } minutes apart)
link-decision-same = The same event: the rows of { $kept } are counted, those of { $other } are not.
link-decision-different = Different events: { $kept } and { $other } are both counted.
link-decision-withdrawn = Taken back: { $kept } and { $other } are both counted.
link-gone = { $pairs } of the pairs: the delivery with the row that counted was taken back or replaced, so both rows count again. They are suggested anew.
picture-question-busy = Other questions are being computed right now. Try again in a minute.
picture-question-column-category = Category
picture-question-column-source = Source
picture-question-column-deso = Area
picture-question-column-own_area = Own place
picture-question-column-kind = Kind
picture-question-no-rows = There are no rows for what is chosen. Choose a longer time, another place or another category.
picture-settled-since = No. It was computed on { $day }, and since then it was decided which rows are the same event, or which weights or index table count. Compute it anew.
