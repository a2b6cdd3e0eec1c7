### Det som bara kommandona säger.

cli-yes = ja
cli-no = nej
cli-late = (försenad)
cli-undone = tillbakatagen
cli-no-verdict = inget utfall än
cli-outside-areas = utanför områdena
cli-whole-municipality = hela kommunen
cli-output-failed = Svaret gick inte att skriva ut. (Teknisk orsak: { $why })

## Rubriker i tabeller

cli-col-answers = Svar
cli-col-area = Område
cli-col-category = Kategori
cli-col-cause = Orsak
cli-col-causes = Orsaker
cli-col-check = Kontroll
cli-col-closed = Stängt
cli-col-column = Kolumn
cli-col-commitment = Åtagande
cli-col-count = Antal
cli-col-deadline = Senast
cli-col-delivered = Levererad
cli-col-duplicate = Dubbletter
cli-col-edition = Utgåva
cli-col-effect = Bedömd effekt
cli-col-execution = Genomförande
cli-col-fidelity = Som avsett
cli-col-file = Fil
cli-col-first-month = Från
cli-col-id = Id
cli-col-indicator = Indikator
cli-col-kind = Slag
cli-col-last-12 = Senaste 12 mån
cli-col-login = Namn
cli-col-measure = Åtgärd
cli-col-message = Besked
cli-col-months = Månader
cli-col-municipality = Kommun
cli-col-number = Nr
cli-col-owner = Ägare
cli-col-parties = Parter
cli-col-per-1000 = Per 1 000 invånare (95 %)
cli-col-per-100000 = Per 100 000 invånare (95 %)
cli-col-period = Period
cli-col-figure = Tal (95 %)
cli-col-group = Grupp
cli-col-perspective = Perspektiv
cli-col-priority = Prioritering
cli-col-problem = Problem
cli-col-quantity = Hur mycket
cli-col-outcome = Utfall
cli-col-basis = Underlag
cli-col-reason = Varför
cli-col-rejected = Avvisade
cli-col-role = Roll
cli-col-row = Rad
cli-col-share = Procent (95 %)
cli-col-signed = Undertecknad
cli-col-since = Sedan
cli-col-source = Källa
cli-col-state = Läge
cli-col-stored = Sparade
cli-col-support = Stöd
cli-col-title = Rubrik
cli-col-wave = Mätomgång
cli-col-year = År

## Lösenord

cli-password-new = Lösenord för { $login }:
cli-holder-unnamed = Säg med --as vilket konto som undertecknar. Kontots lösenord behövs också.
cli-password-again = Samma lösenord igen:
cli-password-differs = De två lösenorden är inte lika. Försök igen.
cli-password-no-terminal = Det finns inget tangentbord att fråga vid. Ange lösenordet i en fil med --password-file.
cli-serve-origin = Andra än den här datorn ska nå sidorna, men det är inte sagt var. Ange adressen som webbläsare använder med --origin https://…, eller origin i lofte.toml. Sätt en webbserver som talar TLS framför.

## Demo, ny kommun, server

demo-step-house = Kommun, områden och konton
demo-step-files = Underlag
demo-step-deliveries = Leveranser
demo-step-picture = Lägesbild och problem
demo-step-promises = Löften och åtgärder
demo-step-follow-up = Uppföljning
demo-step-publication = Publicering
demo-step-done = Klart
cli-demo-there = Demon finns redan i { $dir }.
cli-demo-made = Demokommunen finns i { $dir }: { $deliveries } leveranser med { $rows } rader. Rader, svar och ärenden är syntetiska uppgifter.
cli-demo-promise = Löfte { $number }, { $title }: { $deeds }; effekt: { $answer }
cli-demo-logins = Logga in med lösenordet { $password } som:
cli-init-made = { $name } finns i { $dir }, med { $areas } områden. Logga in som { $login }.
cli-init-note = { $file }: { $text }
cli-init-other-name = Kommunen { $code } heter annars { $usual }; här heter den { $name }.
cli-init-next = Starta med ”lofte serve --dir { $dir }” och öppna adressen som visas. Sedan: lägg till parter, bjud in polisen under Konton och leverera det första underlaget.
cli-setup = Här är ingen kommun än. Öppna { $address } i webbläsaren och skriv engångskoden { $code }
cli-init-codes = Återställningskoder, för den dag lösenordet kommer bort. Var och en fungerar en gång, och de visas bara nu:
  { $codes }
cli-practice-there = Övningskommunen i { $dir } är som den lämnades. Börja om den på sidan Börja om övningen.
cli-practice-made = Övningskommunen finns i { $dir }. Allt i den är påhittat, och den kan börjas om på sidan Börja om övningen.
practice-other-folder = Mappen { $dir } har något annat i sig. Välj en tom mapp för övningen, så att den aldrig blandas ihop med något riktigt.
practice-served-otherwise = Mappen har en övningskommun. Starta den med lofte practice och mappen som den ligger i.
practice-stays-inside = Det här är en övning, och inget av den lämnas ut. Publicera i övningen på sidan Publicering, och läs resultatet under Öppna sidor.
cli-serving = Löfte finns på { $address } – stäng med Ctrl+C.

## Leveranser

cli-import-kept = { $file } är levererad: { $id }
cli-import-dry-run = Filen är läst på prov. Inget sparades.
cli-import-nothing-new = Det fanns inget nytt att spara i filen.
cli-import-counts = Rader: { $read } lästa = { $stored } sparade + { $duplicate } dubbletter + { $rejected } avvisade
cli-import-counts-corrected = Rader: { $read } lästa = { $stored } sparade + { $corrected } rättade + { $duplicate } dubbletter + { $rejected } avvisade
cli-weights-loaded = { $name } är inläst som { $id }, med { $count } vikter. Räkna om lägesbilden för att se vad som väger tyngst.
cli-index-table-loaded = { $name } är inläst som { $id }, med { $count } frågor. Räkna om lägesbilden för att se indexet.
cli-weights-withdrawn = { $id } ({ $name }) är tillbakatagen och tömd.
loaded-withdrawn = tillbakatagen
loaded-in-force = gäller
loaded-replaced = ersatt
cli-import-places = Platser skrivna: { $count }
cli-import-counts-places = Områden och rader: { $read } lästa = { $stored } nya + { $corrected } ändrade + { $duplicate } som förut + { $rejected } avvisade
cli-import-period = Period: { $period }
cli-import-note = Att veta: { $text }
cli-import-rejects = Avvisade rader: { $count }
cli-import-more-rejects = Här syns de första. Alla finns i ”lofte delivery show”.
cli-aggregate-rows = Rader: { $read } lästa = { $stored } räknade + { $duplicate } dubbletter + { $rejected } avvisade
cli-aggregate-made = { $file } är skriven: { $figures } antal för { $areas } områden och hela kommunen, { $categories } kategorier och { $periods } perioder, { $first } till { $last }.
cli-aggregate-outside = Rader i perioder som inte var slut när uttaget gjordes, eller som du inte bad om, räknas inte: { $count }.
cli-aggregate-without-area = Rader utan känt område räknas bara i hela kommunen: { $count }.
cli-aggregate-elsewhere = Rader med ett läge utanför kommunen räknas inte: { $count }.
cli-aggregate-first = Det finns ingen tidigare tabell antecknad i { $file }. Har en tabell redan lämnats ut: lämna inte ut den här, utan kör igen med dess anteckning i --ledger.
cli-aggregate-small = Undanhållna för att de är 1–{ $most }: { $count }. Så små antal kan peka ut någon.
cli-aggregate-others = Undanhållna för att de små annars går att räkna ut ur summorna: { $count }.
cli-aggregate-without-areas = Perioder av en kategori där inget område får visas: { $count }. Hela kommunens antal är för litet, eller så räcker inget mindre.
cli-aggregate-kept = Perioder som står kvar så som de lämnades förra gången: { $count }. Så få rader har kommit sedan dess att skillnaden skulle berätta om dem.
cli-aggregate-nothing-withheld = Inget antal är undanhållet: inget är 1–{ $most }.
cli-aggregate-ledger = Det som lämnas ut är antecknat i { $file } med de riktiga antalen. Spara filen till nästa gång, och lämna aldrig ut den.
cli-aggregate-next = Undanhållna antal står som ”..” och räknas aldrig som noll. Kommunen tar emot tabellen med ”{ $command }”.
cli-aggregate-unsettled = Ingen tabell är skriven. Spara gissningen med --save, rätta den och kör igen med --mapping.
cli-fetched = { $file } är hämtad ({ $bytes } byte). Se efter i den, och leverera den med ”lofte import { $source } { $file }”.
cli-delivery-none = Inget är levererat än. Börja med ”lofte import”.
cli-delivery-head = { $file }: { $kind } från { $source }, levererad { $time }
cli-delivery-file = Filen: { $bytes } byte, fingeravtryck { $fingerprint }
cli-delivery-undone = { $file } är tillbakatagen. Rader som inte längre räknas: { $rows }.
cli-delivery-undone-at = Tillbakatagen { $time }

## Lägesbild

cli-picture-computed = Lägesbilden räknades { $time }.
cli-picture-edition = Utgåva { $number }, antagen { $time }, fingeravtryck { $fingerprint }
cli-picture-adopted = Utgåva { $number } är antagen och ändras aldrig mer. Fingeravtryck { $fingerprint }
cli-picture-extent = Omfattning och utveckling
cli-picture-consequences = Konsekvenser
cli-picture-analysis = Analys
cli-picture-limits = Källornas gränser
cli-picture-rates = Händelser per område, senaste året
cli-picture-official = Brås statistik över anmälda brott, senaste året
cli-picture-tables = Tabeller med antal, den senaste perioden
cli-picture-results = Publicerade mätresultat
cli-picture-monthly = Händelser per månad
cli-picture-shares = Trygghetsmätningar
cli-picture-matrix = Rader från varje källa om varje problem
cli-picture-provenance = Källa: { $sources }. Period: { $period }. Underlag: { $n }. { $method }
cli-picture-more-counts = … och { $count } till, av { $all }, med färre rader. Visa fler med --top, eller alla med --format csv.
cli-picture-no-area = Det finns inget område { $value }. De som finns är: { $known }.
cli-picture-no-category = Lägesbilden räknar ingen kategori { $value }. De som räknas är: { $known }.
cli-picture-no-year = Lägesbilden har inget år { $value }. De som finns är: { $known }.
cli-picture-empty-cells = { $count } rutor utan rader visas inte här. De har talet 0 per 1 000 där invånarna är kända; se dem med --format json.
cli-picture-gap = Inga rader för { $days } ({ $kind }): månader och år som rör de dagarna är inte hela.
cli-picture-more = Alla år, veckodagar och timmar finns med --format json.

## Överenskommelser, problem, plan

cli-agreement-none = Det finns ingen överenskommelse än.
cli-problem-none = Det finns inga problem än.
cli-problem-causes = Orsaker
cli-problem-no-causes = Problemet har ingen orsaksanalys än.
cli-plan-none = Det finns inga åtgärder än.

## Löften

cli-promise-none = Det finns inga löften än.
cli-promise-period = Gäller { $period }. Läge: { $state }.
cli-promise-fingerprint = Fingeravtryck på text och regel: { $fingerprint }
cli-promise-source = Hämtat ur: { $source }
cli-promise-commitments = Åtaganden
cli-promise-goal = Effektmål
cli-check-nothing-missing = Inget saknas: löftet kan undertecknas.
cli-check-signed-already = Inget saknas: löftet är undertecknat av alla sidor.
cli-check-missing = Det här saknas innan löftet kan undertecknas:
cli-check-baseline = Utgångsläge, mätomgång { $wave }: { $share } (95-procentigt intervall { $interval }), { $answers } svar på frågan, svarsfrekvens { $rate }.
cli-check-detectable = Med lika många svar i uppföljningen behöver den verkliga förändringen vara minst { $change } procentenheter för att synas med 80 % styrka.
cli-check-no-causes = Varning: problem { $number } har ingen orsaksanalys.
cli-signed-first = Löfte { $number } är undertecknat av din sida. När alla sidor har undertecknat fryses det.
cli-signed-published = Löfte { $number } är undertecknat av alla sidor. Text och regel är fastställda med fingeravtryck { $fingerprint }

## Utfall

cli-verdict-indicator = Andelen som { $indicator }:
cli-verdict-before = Före, mätomgång { $wave }: { $share } (95-procentigt intervall { $interval }), { $answers } svar på frågan, svarsfrekvens { $rate }.
cli-verdict-after = Efter, mätomgång { $wave }: { $share } (95-procentigt intervall { $interval }), { $answers } svar på frågan, svarsfrekvens { $rate }.
cli-verdict-change = Förändring i utlovad riktning: { $change } ({ $level } osäkerhetsintervall: { $interval }).
cli-verdict-unchanged = Hela intervallet ryms inom det som parterna kallade i praktiken oförändrat.
cli-verdict-detectable = Minsta verkliga förändring som de två mätningarna visar med 80 % styrka: { $change } procentenheter.
cli-verdict-recorded = Utfallet är antecknat och kommer med i nästa publicering.

## Publicering

cli-published = Publicering { $number } finns i { $out }: { $promises } löften, fingeravtryck { $fingerprint }. Visa den med ”lofte serve --public { $out }”.
cli-preview-nothing = Inget skiljer sig från den förra publiceringen.
cli-preview-seen = Det här är publicering { $number } som den skulle bli. Publicera det du har läst med ”lofte publish --seen { $fingerprint } --out MAPP”.
cli-check-seen = Underteckna det du har läst med --seen { $fingerprint }
cli-verdict-seen = Skriv in det utfall du har läst med --record --seen { $fingerprint }
cli-picture-seen = Anta den lägesbild du har läst med --adopt --seen { $fingerprint }
cli-hidden = De öppna sidorna visar ingenting, inom en minut. Visa dem igen med ”lofte publication restore”.
cli-hidden-to = De öppna sidorna visar publicering { $number }, inom en minut. Visa den nyaste igen med ”lofte publication restore”.
cli-limits-set = Från nästa publicering visas inte antal under { $threshold }, och osäkerheten om ett dolt antal är minst { $protect }.
cli-masked = Texten är maskerad på { $places } ställen. Äldre säkerhetskopior har den kvar.
cli-col-day = Dag
cli-col-fingerprint = Fingeravtryck
cli-publish-not-written = Publiceringen är antecknad men inte skriven. När felet är åtgärdat: ”lofte publish --newest --out MAPP”.

## Säkerhetskopia

cli-backup-made = { $file } är skriven ({ $megabytes } MB): { $rows } rader ärenden och { $files } filer med rader. Förvara den lika varsamt som Löfte självt.
cli-backup-no-records = Raderna ligger i ett objektlager och är inte med i kopian. Slå på versioner där.
cli-backup-exists = { $file } finns redan. Välj ett annat namn; en säkerhetskopia skrivs aldrig över.
cli-restored = Säkerhetskopian är återläst i { $dir }. Alla får logga in på nytt. Starta med ”lofte serve --dir { $dir }”.
cli-restore-damaged = { $file } är ingen hel säkerhetskopia. Inget lästes in; ta en annan kopia.
cli-restore-occupied = Mappen { $dir } är inte tom. Välj en ny mapp.
cli-restore-plan = Skriver { $files } filer, { $megabytes } MB, i { $dir }: inställningar, ärenden och rader. Inget skrivs någon annanstans.
cli-restore-elsewhere = Inställningarna i säkerhetskopian pekade ut en annan plats för ärenden eller rader. Det följs inte; allt läggs i { $dir }, om du inte anger --store.
cli-restore-unknown = Säkerhetskopian innehåller { $name }, som inte hör till en säkerhetskopia. Inget lästes in.
cli-restore-too-many = Säkerhetskopian innehåller { $files } filer; högst { $most } läses in. Inget lästes in.
cli-restore-too-large = Säkerhetskopian blir mer än { $most } MB när den packas upp. Inget lästes in. Är den din egen, höj gränsen med --largest.
cli-restore-too-dense = Säkerhetskopian packas upp till mer än { $most } gånger sin storlek, och det gör ingen riktig kopia. Inget lästes in.

## Konton, man-sidor

cli-user-added = Kontot { $login } ({ $role }) är tillagt.
cli-user-closed = Kontot { $login } är stängt. Det som gjordes med det står kvar i loggen.
cli-user-erased = Kontot { $login } är raderat. Det som gjordes med det står kvar i loggen som gjort av ett raderat konto.
cli-user-link = Länken visas bara nu. Den som har den väljer lösenordet till { $login }, en gång: { $link }
cli-user-password-chosen = Lösenordet till { $login } är valt. Logga in med det.
cli-man-made = Man-sidorna finns i { $dir }.
cli-calendar-written = Kalendern är skriven till { $file }.

## Doktorn

doctor-state-ok = bra
doctor-state-warn = varning
doctor-state-error = FEL
doctor-check-settings = inställningar
doctor-check-casework = ärenden
doctor-check-accounts = konton
doctor-check-audit = logg
doctor-check-records = rader
doctor-check-gateway = grind till klustret
doctor-check-row-files = radernas filer
doctor-check-picture = lägesbilder
doctor-check-deliveries = leveranser
doctor-check-pending = avbrutet
doctor-check-folder = mapp
doctor-check-disk = disk
doctor-check-assets = sidornas filer
doctor-check-time-zone = tidszon
doctor-check-clock = klocka
doctor-settings-ok = Kommun { $municipality }.
doctor-settings-bad = Kommunkoden i lofte.toml går inte att använda: fyra siffror behövs. ({ $why })
doctor-casework-ok = { $place } är hel, schema { $schema }.
doctor-finding-damaged = Databasen säger att dess fil är skadad: { $why }. Läs tillbaka en säkerhetskopia.
doctor-finding-orphans = Tabellen { $table } hänvisar till något som inte finns. Läs tillbaka en säkerhetskopia, eller anmäl felet.
doctor-finding-audit-gap = Poster som saknas i loggen för { $municipality }: { $missing }. Någon har ändrat i databasen vid sidan av Löfte.
doctor-finding-audit-altered = I loggen för { $municipality } är post { $number } ändrad, eller så saknas en före den: kedjan av fingeravtryck håller inte. Någon har ändrat i databasen vid sidan av programmet; jämför med en säkerhetskopia.
doctor-finding-unreadable = I { $municipality } går { $noun } { $id } inte att läsa. Läs tillbaka en säkerhetskopia.
doctor-finding-altered = I { $municipality } är { $noun } { $id } inte det som fastställdes. Någon har ändrat i databasen vid sidan av Löfte; jämför med en säkerhetskopia.
doctor-audit-head = Loggen slutar med post { $number }, fingeravtryck { $chain }. Skriv upp det på annat håll: då syns det om någon senare tar bort eller ändrar en post.
doctor-accounts-ok = Öppna samordnarkonton: { $count }.
doctor-accounts-none = Ingen samordnare kan logga in. Läs tillbaka en säkerhetskopia, eller börja om med ”lofte init”.
doctor-records-ok = Leveranser som går att läsa: { $deliveries }, med sammanlagt { $rows } rader.
doctor-records-differ = Raderna som går att läsa är inte lika många som leveranserna säger. Läs tillbaka en säkerhetskopia.
doctor-gateway-ok = Grinden som svarar på frågor om raderna är i gång och släpper in den här installationen.
doctor-row-files-ok = Filer med rader som är vad de var när de levererades: { $verified }.
doctor-row-files-unverified = Filer med rader som inte är kontrollerade: { $count }. De levererades innan Löfte sparade fingeravtryck av filerna. De går att använda som förut.
doctor-row-file-altered = Filen { $path } är inte vad den var när den levererades: disken har ändrat i den, eller någon. Siffror kan vara fel. Läs tillbaka en säkerhetskopia, eller ta tillbaka leveransen och leverera filen igen.
doctor-cells-ok = Lägesbilder vars antal går att läsa och är oförändrade: { $count }.
doctor-cells-of-edition = Antalen i utgåva { $number } av lägesbilden saknas eller är skadade. Läs tillbaka en säkerhetskopia.
doctor-cells-of-draft = Antalen i den senast räknade lägesbilden saknas eller är skadade. Räkna om lägesbilden.
doctor-deliveries-ok = Ärendena och raderna är överens om vilka leveranser som finns.
doctor-rows-missing = Raderna i leverans { $id } saknas. Läs tillbaka en säkerhetskopia, eller ta tillbaka leveransen och leverera filen igen.
doctor-rows-unknown = Raderna i leverans { $id } finns, men ärendena känner inte till den. Starta Löfte en gång och kör doktorn igen; finns felet kvar, anmäl det.
doctor-pending = Leveranser som avbröts mitt i: { $count }. De görs klara eller tas bort, hela, nästa gång Löfte startar.
doctor-pending-none = Ingen leverans är avbruten.
doctor-folder-ok = Mappen går att skriva i.
doctor-disk-ok = { $gigabytes } GB ledigt.
doctor-disk-little = Bara { $gigabytes } GB ledigt. Frigör utrymme innan det tar slut.
doctor-disk-full = Nästan fullt: { $gigabytes } GB ledigt. Frigör utrymme nu.
doctor-assets-ok = Stilmall, skript och typsnitt är med.
doctor-assets-missing = Stilmall, skript och typsnitt är inte med, så sidorna blir enkla. Bygg dem med ”cargo xtask assets” och bygg om programmet.
doctor-time-zone-ok = Europe/Stockholm är känd.
doctor-time-zone-missing = Tidszonen Europe/Stockholm är okänd, så klockslag blir fel. Installera paketet tzdata.
doctor-clock-behind = Klockan går fel: den är { $now }, men det senaste som skedde här skedde { $last }. Ställ datorns klocka, helst så att den följer en tidsserver. Tills dess hamnar leveranser och publiceringar på fel dag, och rader från i dag kan avvisas.
doctor-sound = Allt är som det ska.
doctor-unsound = Något är fel. Gör det som står vid varje FEL och kör doktorn igen.

cli-upgrade-not-needed = Ärendena har redan det schema som programmet arbetar med ({ $known }). Ingenting behöver göras.
cli-upgrade-newer = Ärendena har schema { $found }, men programmet arbetar med { $known }. Installera ett nyare program.
cli-upgrade-would = Ärendena har schema { $found } och skulle anpassas till { $known } (steg { $steps }). En fil med ärenden kopieras först; en databasserver måste du kopiera själv (pg_dump).
cli-upgraded-copy = Ärendena är anpassade från schema { $found } till { $known }. Kopian från före ligger i { $copy }. Ta bort den när du vet att allt fungerar.
cli-upgraded = Ärendena är anpassade från schema { $found } till { $known }.

cli-activity-none = Inga insatser är loggade.
cli-activity-counts = räknas
cli-activity-withdrawn = tillbakatagen
cli-col-unit = Vad
cli-col-party = Vem
cli-check-suggestions = Förslag, som inte hindrar:
