### Åtgärdsplanen: vad en åtgärd och en plan saknar, beslut, och planens ord.

## Vad en åtgärd saknar

measure-gap-owner = Organisationen som ska ansvara finns inte. Välj en som finns.
measure-gap-owner-left = Organisationen deltar inte längre. Välj en annan.
plan-owner-left = Organisationen som ansvarar för åtgärd { $numbers } deltar inte längre. Välj en annan där först.
measure-gap-start = Åtgärden ska vara klar innan den börjar. Ändra första eller sista dagen.
measure-gap-day = En dag måste ligga mellan 1990 och 2100. Ändra den.
measure-gap-hollow-moment = Moment { $number } har ingen text. Skriv vad som görs, eller ta bort det.
measure-gap-late-moment = Moment { $number } ligger efter åtgärdens sista dag. Ändra en av dagarna.
measure-gap-legal-ground = Skriv vilken rättslig grund kamerorna har.
measure-gap-review = Skriv vilken dag kamerorna ska omprövas.
measure-gap-source = Skriv varifrån det är känt att åtgärden fungerar, eller välj att det är okänt.
measure-gap-after-itself = En åtgärd kan inte komma efter sig själv.
measure-gap-after-nothing = Åtgärden ska komma efter en åtgärd som inte finns. Välj en annan.
measure-gap-circle = Åtgärd { $number } ska redan komma efter den här. De kan inte vänta på varandra.
measure-bad-count = Skriv ett helt tal, eller låt det vara tomt.
moment-done = Moment { $number } är gjort
moment-not-done = Moment { $number } är inte gjort
erase-waited-for = En annan åtgärd ska komma efter den. Ändra ordningen där först.

## Vad en plan och ett beslut saknar

plan-no-measures = Planen har inga åtgärder. Skriv en åtgärd först.
plan-no-edition = Välj vilken utgåva av lägesbilden planen vilar på, under ”Skriv om planen”. Lagen kräver att planen beslutas med lägesbilden som grund (2023:196, 5 §).
plan-no-such-edition = Det finns ingen antagen utgåva { $number } av lägesbilden. Välj en annan.
plan-no-goal = En plan med fasta mål och rörliga aktiviteter behöver minst ett fokusområde med ett mål.
plan-hollow-focus = Fokusområde { $number } saknar namn eller mål.
plan-no-such-focus = Åtgärd { $measure } hör till fokusområde { $focus }, som inte finns. Ändra åtgärden eller planen.
decision-no-body = Skriv vem som har beslutat, till exempel kommunstyrelsen.
decision-bad-day = Beslutsdagen måste ligga mellan 1990 och 2100. Ändra den.
decision-not-yet = Beslutsdagen har inte varit än. Vänta tills beslutet är fattat.
decision-registry = dnr { $number }

## Ord för åtgärder

plan-style-detailed = alla åtgärder beslutas
plan-style-open = fasta mål, rörliga aktiviteter
work-form-one_off = punktinsats
work-form-ordinary = ordinarie arbete
prevention-level-primary = primär (alla)
prevention-level-secondary = sekundär (risk)
prevention-level-tertiary = tertiär (där det hänt)
horizon-short = kort sikt
horizon-long = lång sikt
evidence-strength-low = låg
evidence-strength-medium = medel
evidence-strength-high = hög
evidence-strength-unknown = okänd
other-plan-accidents = handlingsprogram mot olyckor (LSO)
other-plan-andts = ANDTS
other-plan-intimate_violence = våld i nära relation
other-plan-schools = skolans beredskap
other-plan-public_health = folkhälsa och barnrätt
other-plan-building = fysisk planering
other-plan-other = annan plan

## Fälten i en åtgärd, som rubriker i tabeller och filer

measure-field-title = Åtgärd
measure-field-description = Beskrivning
measure-field-causes = Orsaker
measure-field-commitment = Åtagande
measure-field-kind = Slag
measure-field-operative_goal = Operativt mål
measure-field-start = Börjar
measure-field-deadline = Senast
measure-field-after = Efter åtgärd
measure-field-moments = Moment
measure-field-owner = Ansvarar
measure-field-function = Funktion
measure-field-deputy = Ersättare
measure-field-contact = Kontakt
measure-field-dose = Hur mycket
measure-field-documentation = Dokumentation
measure-field-following_up = Uppföljning
measure-field-work = Arbetsform
measure-field-level = Nivå
measure-field-horizon = Sikt
measure-field-evidence = Evidens
measure-field-source = Källa
measure-field-hours_planning = Timmar planera
measure-field-hours_doing = Timmar göra
measure-field-hours_following_up = Timmar följa upp
measure-field-cost_planning = Kronor planera
measure-field-cost_doing = Kronor göra
measure-field-cost_following_up = Kronor följa upp
measure-field-camera_ground = Kamera rättslig grund
measure-field-camera_review = Kamera omprövas
measure-field-also_in = Andra planer
measure-field-focus = Fokusområde

## Ord om planen i loggen

noun-library_measure = åtgärd i biblioteket
noun-category = egen kategori
noun-term = ord i ordlistan
noun-plan = åtgärdsplan
action-adopt_plan = anteckna att åtgärdsplanen är beslutad
did-adopt_plan = antecknade att åtgärdsplanen är beslutad

## Planen som tabell

measure-column-number = Nummer
measure-column-version = Version
measure-column-municipality = Kommun
measure-column-execution = Genomförande (bara läsning)
measure-column-fidelity = Som avsett (bara läsning)
measure-column-effect = Bedömd effekt (bara läsning)
plan-table-fault = Rad { $row }, kolumnen { $column }: { $why }
plan-table-other-municipality = Raden är från en annan kommuns plan. Hämta filen ur den här planen.
plan-table-bad-number = Skriv åtgärdens nummer, eller lämna cellen tom om åtgärden är ny.
plan-table-unknown = Det finns ingen åtgärd { $number }. Är åtgärden ny lämnas numret tomt.
plan-table-twice = Åtgärd { $number } står på flera rader: { $rows }. Behåll en av dem.
plan-table-older = Åtgärden har ändrats sedan filen hämtades: filen har version { $file }, nu är det version { $now }. Hämta en ny fil och gör ändringen där.
plan-table-no-version = Versionen saknas. Hämta filen på nytt och gör ändringen där.
plan-table-read-only = Det går inte att ändra hur det går här. Rapportera på åtgärdens sida.
plan-table-bad-cause = Skriv orsaker som problem:orsak, till exempel 2:1.1, med semikolon emellan.
plan-table-no-cause = Det finns ingen orsak { $cause } i problem { $problem }.
plan-table-bad-commitment = Skriv åtagandet som löfte:åtagande, till exempel 2:3.
plan-table-no-commitment = Det finns inget åtagande { $number } i löfte { $promise }.
plan-table-no-owner = Det finns ingen organisation med det namnet. Skriv namnet som det står bland parterna.
plan-table-choose = Skriv ett av: { $words }.
form-empty-cell = (tomt)
plan-table-same = Det finns inget att ändra: allt står redan så.
plan-table-done = Ändrade åtgärder: { $changed }. Nya: { $added }.
plan-table-would = Rad { $row }, { $column }: { $was } → { $becomes }
plan-table-would-end = Rader som skulle ändra något: { $rows }. Rader som står som förut: { $same }.
plan-table-exported = Skrivet: { $file }
plan-table-ending = Filens namn ska sluta på .csv eller .xlsx: { $file }

## Biblioteket och ordlistan

library-no-title = Ge åtgärden i biblioteket ett namn.
library-no-summary = Skriv vad som görs, och vad som är känt om det.
term-no-term = Skriv ordet.
term-no-meaning = Skriv vad ordet betyder hos er.
term-twice = Ordet finns redan i ordlistan. Ändra det som står där.
