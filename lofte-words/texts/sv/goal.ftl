### Effect goals of other kinds than the share of a survey.

## Effektmål av andra slag

goal-points = { $size } procentenheter
goal-steps = { $size } steg på skalan
goal-percent = { $size } procent
goal-increase = har ökat
goal-decrease = har minskat
goal-by = med mer än { $size }
goal-between-waves = från mätningen { $from } till mätningen { $to }
goal-between-years = från { $from } till { $to }
goal-rule = Målet är nått om { $name } { $place } { $way } { $by } { $between }, med högst { $risk } risk att kalla det nått av en slump. Det är inte nått om det omvända är lika säkert. Annars går det inte att säga.
goal-compared = Förändringen jämförs med { $areas }, där inget görs.
goal-not-compared = Förändringen jämförs inte med något annat område: det som hände överallt räknas med.
goal-cost-interval = Siffrorna finns bara som tabell. Säkerheten är den som tabellens intervall anger.
goal-cost-answers = Siffrorna finns bara som tabell. Säkerheten räknas ur antalet svar som för ett enkelt slumpmässigt urval. Den verkliga är oftast något sämre.
goal-cost-counted = Antalen är hela. Säkerheten räknas som för händelser som kommer oberoende av varandra. Den verkliga är oftast något sämre.
goal-figure-answers = { $value } ({ $n } svar)
goal-figure-interval = { $value } ({ $lower } till { $upper })
goal-has-risen = har ökat med { $size }
goal-has-fallen = har minskat med { $size }
goal-waiting = Svaret kommer { $year }.
goal-decides = Avgör
goal-beside = Redovisas bredvid
goal-adjusted = Svaret är räknat strängare, för att målet är ett av flera.
goal-events = { $count } händelser
goal-baseline-corrected = Utgångsläget är rättat efter underskriften. Det levererades på nytt { $on }: { $reason } Undertecknat utgångsläge: { $signed }. Som det är levererat nu: { $now }. Utfallet jämför med det undertecknade.
goal-baseline-corrected-silent = Utgångsläget är ändrat efter underskriften. Det levererades på nytt { $on }, utan angivet skäl. Undertecknat utgångsläge: { $signed }. Som det är levererat nu: { $now }. Utfallet jämför med det undertecknade.
goal-baseline-corrected-untold = Utgångsläget är rättat efter underskriften. Det levererades på nytt { $on }: { $reason } Utfallet jämför med det undertecknade.
goal-baseline-corrected-untold-silent = Utgångsläget är ändrat efter underskriften. Det levererades på nytt { $on }, utan angivet skäl. Utfallet jämför med det undertecknade.
goal-figure-corrected = Siffran är rättad { $on }. Förut stod { $was }.
goal-gap-name = Skriv vad som mäts.
goal-gap-source = Skriv varifrån siffrorna kommer: vem som ger ut dem, och vilken tabell.
goal-gap-scale = Skalans lägsta värde måste vara mindre än det högsta.
goal-gap-off-scale = Siffran ligger utanför sin skala. En andel är 0 till 100 procent, ett antal är ett helt tal.
goal-gap-certainty = Skriv hur säker siffran är: tabellens intervall, eller hur många som svarade.
goal-gap-index-interval = Ett index eller medelvärde behöver ett intervall. Antalet svar säger inte hur mycket svaren varierar.
goal-gap-interval = Intervallet måste rymma siffran, och ligga på skalan.
goal-gap-too-few = Underlaget är för litet för att något utfall ska kunna ges. Det behövs minst { $least }.
goal-gap-not-after = Det som avgör måste komma efter utgångsläget.
goal-gap-months = Båda perioderna måste vara hela månader, och samma månader på året.
goal-gap-itself = Ett område kan inte jämföras med sig självt. Välj löftets områden, och andra att jämföra med.
goal-gap-rule = Gränsen måste vara 0 eller mer och rymmas på skalan, och risken över 0 och högst 20 procent.
goal-gap-year = Åren måste ligga mellan 1990 och 2100.
