### Ord som sidorna om underlag, lägesbild, överenskommelser och konton behöver utöver de gemensamma.

## Källor, så som de visas

source-bra = Brå
source-polisen = Polisen
source-est = EST
source-felanmalan = Felanmälan
source-trygghetsmatning = Trygghetsmätningen
source-vaktbolag = Vaktbolaget
source-bostadsbolag = Bostadsbolaget
source-raddningstjanst = Räddningstjänsten
source-skola = Skolan
source-kommunen = Kommunen
source-title-incidents = Händelser: anmälda brott, EST-rapporter eller felanmälningar
source-title-police = Polisens uttag av anmälda brott, rad för rad
source-title-rescue_service = Räddningstjänstens insatser, rad för rad
source-title-counts = Tabeller med antal, till exempel från polisen
source-title-open311 = Felanmälningar ur ett system med Open311
source-title-bra = Brås statistik över anmälda brott
source-title-survey = En trygghetsmätning
source-title-ntu = Nationella trygghetsundersökningen (Brå)
source-title-kolada = Kolada: andelar ur enkäter
source-title-survey_results = Publicerade mätresultat: andelar och medelvärden som tabell
source-title-areas = Statistiska områden med gränser (DeSO eller RegSO)
source-title-own_areas = Områden som vi har ritat själva
source-title-gazetteer = Platsregister: adresser och platsnamn
source-title-population = Folkmängd i områdena
job-places = Av { $read } områden och rader i filen är { $stored } nya, { $corrected } ändrade och { $duplicate } som förut.
job-places-rejected = { $rejected } rader gick inte att ta emot.

## Att lämna in en fil

span-month = månader
span-quarter = kvartal
span-tertial = tertial
span-half_year = halvår
span-year = år
table-bad-day = Skriv dagen som 2026-01-10.
table-bad-box = En ruta har något annat än ett antal. Skriv ett tal, ”..” eller ”<5” i varje ruta.
table-too-long = Tabellen är för lång för att klistra in. Spara den som en fil och leverera filen.
table-empty = Klistra in en tabell, eller skriv minst ett antal i rutorna.
table-no-category = Skriv vad som är räknat, till exempel Skadegörelse.
upload-no-file = Välj en fil.
upload-no-source = Välj vad filen innehåller.
upload-no-mapping = Den här källan behöver en mappning. Välj en mappningsfil, eller klistra in den.
upload-mapping-too-large = Mappningen är för stor. Kontrollera att det är rätt fil.
upload-too-large = Filen är större än 2 GiB. Dela den, till exempel per år, och leverera delarna var för sig.
upload-one-file = Bara en fil i taget. Leverera den andra för sig.
upload-name-personal-number = Filens namn innehåller något som ser ut som ett personnummer. Döp om filen och välj den igen.
upload-interrupted = Uppladdningen avbröts innan hela filen kommit fram. Försök igen.

## Parter

party-no-name = Skriv vad organisationen heter.

## Händelser i loggen

did-read_casework = läste arbetsmaterialet
did-read_drafts = läste utkast
did-read_small_counts = läste små antal
did-read_rejects = läste avvisade rader
did-read_audit = läste loggen
did-import = levererade underlag
did-undo_delivery = tog tillbaka en leverans
did-refresh_picture = räknade om lägesbilden
did-adopt_picture = antog lägesbilden
did-edit_coordination = skrev om samordningen
did-edit_agreement = skrev i en överenskommelse eller bland parterna
did-sign_agreement = antecknade eller strök en underskrift
did-edit_problem = skrev om ett problem eller dess orsaker
did-draft_promise = skrev på ett löfte
did-sign_promise = undertecknade ett löfte
did-edit_plan = skrev i åtgärdsplanen
did-report_measure = rapporterade om en åtgärd
did-judge = avgjorde ett löfte
did-preview_publication = läste en förhandsvisning
did-publish = publicerade
did-hide_publication = ändrade vad de öppna sidorna visar
did-mask = maskerade en text
did-set_protection = ändrade skyddet av siffror
did-manage_users = ändrade bland kontona
did-manage_police_users = ändrade bland polisens konton
did-operate = såg till driften
did-backup = tog en säkerhetskopia

## Samma händelse i flera källor

links-one-source = Det går inte att jämföra än: det behövs händelser från minst två källor samma år.
links-none = Nej, inga rader från { $year } ligger så nära varandra. Pröva ett längre avstånd eller en längre tid om källorna är ungefärliga.
links-one = Ett par rader från { $year } kan vara samma händelse. Av ren slump väntas { $chance }.
links-some = { $pairs } par av rader från { $year } kan vara samma händelse. Av ren slump väntas { $chance }.
link-pairs-all = { $pairs } par. Av ren slump väntas { $chance }.
link-pairs-first = { $pairs } par, varav de { $shown } närmaste visas. Av ren slump väntas { $chance }. När de är avgjorda visas nästa.
link-pairs-hint = Kryssa i dem som du vet något om. De som ligger närmast varandra står först.
link-pair = { $one } — { $other } ({ $metres } meter och { $minutes } minuter ifrån varandra)
link-decision-same = Samma händelse: raderna från { $kept } räknas, de från { $other } räknas inte.
link-decision-different = Olika händelser: { $kept } och { $other } räknas båda.
link-decision-withdrawn = Taget tillbaka: { $kept } och { $other } räknas båda.
link-gone = { $pairs } av paren: leveransen med raden som räknades har tagits tillbaka eller ersatts, så båda raderna räknas igen. De föreslås på nytt.
picture-question-busy = Andra frågor räknas just nu. Försök igen om en minut.
picture-question-column-category = Kategori
picture-question-column-source = Källa
picture-question-column-deso = Område
picture-question-column-own_area = Egen plats
picture-question-column-kind = Slag
picture-question-no-rows = Det finns inga rader för det som är valt. Välj en längre tid, en annan plats eller en annan kategori.
picture-settled-since = Nej. Den räknades den { $day }, och sedan dess är det bestämt vilka rader som är samma händelse, eller vilka vikter eller vilken indextabell som gäller. Räkna om den.
