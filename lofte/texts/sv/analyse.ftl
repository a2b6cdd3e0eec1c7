### Det som ”lofte analyse” säger.

analyse-nothing-to-say = –
analyse-practically-unchanged = i praktiken oförändrat

## Rubriker i tabeller

analyse-col-adjusted = p, korrigerat
analyse-col-after = Efter
analyse-col-answer = Svar
analyse-col-area = Område
analyse-col-before = Före
analyse-col-benchmarked = Summerar
analyse-col-change = Förändring
analyse-col-deff = Designeffekt
analyse-col-df = fg
analyse-col-direct = Direkt
analyse-col-estimate = Skattning
analyse-col-interval = Intervall
analyse-col-method = Metod
analyse-col-number = Tal
analyse-col-option = Val
analyse-col-quantile = Kvantil
analyse-col-reliability = Tillförlitlighet
analyse-col-se = Medelfel
analyse-col-shrinkage = Vikt för direkt
analyse-col-source = Källa
analyse-col-verdict = Utfall

## Ord

analyse-mark-show = kan visas
analyse-mark-footnote = visas med not
analyse-mark-suppress = för osäkert att visa
analyse-verdict-kept = hållet
analyse-verdict-not_kept = inte hållet
analyse-verdict-cannot_tell = går inte att säga
analyse-plan-answers_before = Svar före
analyse-plan-answers_after = Svar efter
analyse-plan-margin_before = Felmarginal före (±)
analyse-plan-margin_after = Felmarginal efter (±)
analyse-plan-minimum_detectable_change = Minsta förändring som kan synas
analyse-plan-power_of_change = Sannolikhet att se förändringen
analyse-plan-mailed_needed = Enkäter att skicka per omgång

## Vad som är fel med en fil eller ett val

analyse-unreadable = { $file } går inte att läsa. Kontrollera namnet och att filen får läsas. (Teknisk orsak: { $why })
analyse-not-a-table = { $file } är ingen tabell: { $why }. Ge en CSV-fil med rubrikrad eller en Parquetfil.
analyse-parquet = { $file } går inte att använda: { $why }.
analyse-no-rows = { $file } har inga rader under rubrikraden.
analyse-row-length = { $file }, rad { $row } har { $found } celler men rubrikraden har { $expected }. Rätta raden, eller sätt citattecken om celler med skiljetecken i.
analyse-no-column = { $file } har ingen kolumn ”{ $column }”. Ange ett namn ur rubrikraden.
analyse-no-column-nearest = { $file } har ingen kolumn ”{ $column }”. Menade du ”{ $nearest }”?
analyse-repeated-column = { $file } har två kolumner ”{ $column }”. Byt namn på den ena.
analyse-not-a-number = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” är inget tal. Rätta det, eller lämna uteblivna svar tomma.
analyse-not-zero-one = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” är varken 0 eller 1. Säg vilka koder som räknas som ja med --yes, eller be om alla svar med --levels all.
analyse-unknown-code = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” finns inte i kodboken som gavs med --levels. Lägg till koden, eller lämna cellen tom om svaret uteblev.
analyse-code-unused = Inget svar i kolumn ”{ $column }” har någon kod i --yes ({ $code }). Kontrollera koderna, eller gör kolumnen till 0 och 1.
analyse-missing-label = { $file }, rad { $row }: cellen i kolumn ”{ $column }” är tom, men varje rad behöver den. Fyll i den, eller ta bort raden.
analyse-missing-weight = { $file }, rad { $row } saknar vikt i kolumn ”{ $column }”. Räkna ut den från stratumets antal i registret, eller ta bort raden.
analyse-bad-weight = { $file }, rad { $row }, kolumn ”{ $column }”: vikten är { $value }. En vikt är ett positivt antal personer; rätta den.
analyse-bad-total = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” är inget antal ur registret. Ange ett tal.
analyse-no-total = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” har inget antal i { $margins }. Lägg till kategorin där, eller rätta raden.
analyse-no-register-count = { $file }, rad { $row }: stratum ”{ $stratum }” saknar antal ur registret i kolumn ”{ $column }”. Ange antalet personer i befolkningen.
analyse-count-varies = { $file }, rad { $row }, kolumn ”{ $column }”: befolkningen är { $found } där tidigare rader i ”{ $stratum }” har { $expected }. Använd ett och samma tal för hela stratumet.
analyse-smaller-than-sample = Stratum ”{ $stratum }” har { $sampled } urvalsenheter men en befolkning på bara { $population }. Rätta antalet ur registret, eller radernas stratum.
analyse-one-respondent = Stratum ”{ $stratum }” har en enda urvalsenhet, så dess varians är okänd. Slå ihop det med en namngiven granne, eller välj en regel med --lonely.
analyse-not-two-units = Stratum ”{ $stratum }” har { $units } urvalsenheter, men halvurval kräver precis två. Använd --replicates jkn eller raowu:500.
analyse-empty-category = Ingen med vikt finns i kategorin ”{ $category }” av ”{ $margin }”. Slå ihop den med en annan kategori.
analyse-expression = Uttrycket ”{ $expression }” går inte att förstå vid tecken { $place }: { $why }.
analyse-needs = { $option } kräver { $needed }.
analyse-clash = { $first } och { $second } går inte att använda tillsammans.
analyse-option-value = { $option } är ”{ $value }”; det måste vara { $must }.
analyse-scales = Svaren i kolumn ”{ $column }” ligger på olika skalor: { $before } före, { $after } efter. En förändring mellan dem skulle inte betyda något. Om koderna är desamma och några inte använts, ge hela kodboken med --levels.
analyse-waves = Kolumn ”{ $column }” måste ha precis två värden, ett för varje omgång; den har: { $found }.
analyse-survey = Det går inte att räkna ut: { $why }.

## Händelser

analyse-input = { $read } rader lästa, { $used } använda, { $without } utan läge eller tid.
analyse-below-floor = Går inte att säga: { $have } { $what }, och metoden behöver { $need }. { $why }
analyse-heaping = Varning: { $midnight } händelser står på exakt 00:00 mot { $one } på exakt 01:00. Midnatt betyder troligen att tiden är okänd.
analyse-not-a-time = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” är ingen tid som kan tydas på ett enda sätt. Skriv som 2025-03-01 14:30, eller säg hur tiderna är skrivna med --time-format.
analyse-not-a-count = { $file }, rad { $row }, kolumn ”{ $column }”: ”{ $value }” är inget antal. Ange ett helt tal, noll eller större.
analyse-outside-crs = { $file }, rad { $row }: läget ”{ $pair }” kan inte höra till { $crs }. Säg vilket system koordinaterna har med --crs; ”plane” duger för meter i vilket plan som helst.
analyse-swapped-coordinates = { $file }, rad { $row }: läget ”{ $pair }” passar i { $crs } bara om x och y byter plats. Byt --x mot --y.
analyse-no-map = Svaret på ”{ $method }” ligger inte på någon karta. Använd --format table, json eller csv, eller ange ett känt system med --crs.
analyse-col-weekday = Veckodag
analyse-col-hour = Timme
analyse-col-observed = Antal
analyse-col-expected = Väntat
analyse-col-residual = Avvikelse
analyse-word-monday = måndag
analyse-word-tuesday = tisdag
analyse-word-wednesday = onsdag
analyse-word-thursday = torsdag
analyse-word-friday = fredag
analyse-word-saturday = lördag
analyse-word-sunday = söndag
analyse-floor-of-events = händelser
analyse-floor-of-units = områden
analyse-floor-of-neighbours = grannar
analyse-floor-of-controls = områden att jämföra med
analyse-floor-of-periods = perioder
analyse-floor-of-years = år att jämföra med
analyse-floor-reason-pattern_is_chance = Med färre visar ett mönster bara var händelserna råkar ligga.
analyse-floor-reason-season_is_unseen = Med färre går årstid inte att skilja från slump.
analyse-floor-reason-trend_is_noise = Med färre är en trend brus.
analyse-floor-reason-normal_fails = Med färre håller inte testets normalfördelning.
analyse-floor-reason-nothing_to_compare = Med färre finns inget att jämföra med.
analyse-floor-reason-undefined = Med färre är måttet inte definierat.
analyse-col-count = Antal
analyse-col-lower = Undre
analyse-col-upper = Övre
analyse-col-year = År
analyse-col-month = Månad
analyse-col-week = Vecka
analyse-col-day = Dag
analyse-col-unit = Område
analyse-col-rate = Per
analyse-col-ratio = Kvot
analyse-col-ratio_lower = Kvot, undre
analyse-col-ratio_upper = Kvot, övre
analyse-col-p = p
analyse-col-observed_expected = Antal/väntat
analyse-col-oe_lower = Undre
analyse-col-oe_upper = Övre
analyse-word-unbounded = obegränsad
analyse-not-areas = { $file } är ingen fil med områden: { $why }. Ge en GeoJSON-fil med polygoner i grader (WGS 84) och deras namn.
analyse-outside = { $outside } händelser ligger utanför alla områden.
