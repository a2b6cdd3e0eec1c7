### Åtaganden: vad som blev av dem, på sidor, i dokument och i kommandon.

## Var, när och för vem

commitment-sort-situational = situationell
commitment-sort-social = social
commitment-sort-communication = kommunikation
commitment-sort-enforcement = kontroll och tillsyn
commitment-detail-sort = Slag
commitment-detail-where = Var
commitment-detail-when = När
commitment-detail-for = För vem
commitment-detail-function = Svarar för det
commitment-detail-cause = Mot orsaken

## Vad som blev av dem

fulfilment-fulfilled = uppfyllt
fulfilment-partly = delvis uppfyllt
fulfilment-not_fulfilled = inte uppfyllt
fulfilment-cannot_be_shown = går inte att visa
fulfilment-not_due_yet = perioden pågår
fulfilment-nobody_asked = ingen har bett om det
fulfilment-sum-at_least = Gjort: { $done } av minst { $promised } { $unit }.
fulfilment-sum-at_most = Hittills: { $done } av högst { $promised } { $unit }.
fulfilment-sum-as_intended = Gjort: { $done } { $unit }, varav { $intended } som avsett. Utlovat: minst { $promised } som avsett.
fulfilment-sum-on_request = Gjort för { $done } av { $asked } som har bett om det.
fulfilment-sum-nobody = Ingen har bett om det.
fulfilment-pace-on = Med jämn takt vore { $by_now } gjorda nu: det går i takt.
fulfilment-pace-behind = Med jämn takt vore { $by_now } gjorda nu: det går efter.
fulfilment-pace-under = Med jämn takt vore det högst { $by_now } nu: det håller.
fulfilment-pace-over = Med jämn takt vore det högst { $by_now } nu: det är över.
fulfilment-spells-short = Färre än utlovat i { $spells } av { $per }.
fulfilment-spells-over = Fler än utlovat i { $spells } av { $per }.
fulfilment-outside = { $count } är daterade utanför löftets period och räknas inte.
fulfilment-known = Känt genom { $grade }.
spells-week = veckorna
spells-month = månaderna
spells-quarter = kvartalen
spells-tertial = tertialen
spells-school_term = terminerna
spells-half_year = halvåren
spells-year = åren
spells-whole_period = perioderna
grade-impression = vad någon uppger
grade-count = räkning
grade-survey = en undersökning
grade-before_after = mätning före och efter
grade-comparison = mätning före och efter, med jämförelse

## Insatser som loggas

activity-not-signed = Insatser loggas bara på löften som alla sidor har undertecknat.
activity-closed = Löftet är avslutat, så inga fler insatser loggas på det. Fel i det som är loggat går att rätta.
activity-no-commitment = Löftet har inget åtagande med det numret.
activity-no-promise = Det finns inget undertecknat löfte med det numret.
activity-no-count = Skriv hur många, ett heltal som är minst 1.
activity-other-unit = Åtagandet räknar ”{ $promised }”, inte ”{ $told }”. Skriv hur många { $promised } det blev, eller logga på det åtagande som räknar { $told }.
activity-no-unit = Åtagandet räknar inte ”{ $told }”. Lämna enheten tom.
activity-not-yet = Den dagen har inte varit än. Välj i dag eller en tidigare dag.
activity-bad-day = Skriv en dag mellan 1990 och 2100.
activity-not-theirs = Den organisationen har inte åtagit sig det här, eller loggas av en annan sida.
activity-not-on-request = Bara det som är utlovat när någon ber om det kan någon ha bett om.
activity-bad-what = Skriv gjort eller bett.
activity-bad-fidelity = Skriv ja, delvis eller nej.
activity-file-taken = Nya insatser: { $stored }. Fanns redan: { $known }. Daterade utanför löftets period, så att de inte räknas: { $outside }.
activity-file-nothing = Inget av filen är taget. Rätta det som står nedan och ta in filen igen.
activity-file-more = Ytterligare { $count } fel visas inte.
activity-file-too-large = Filen är för stor. Dela den i flera.
row-form-bad-date = Rad { $row }, kolumnen { $column }: Skriv en dag som finns, till exempel 2026-01-31.
row-activity-not-signed = Rad { $row }, kolumnen { $column }: Insatser loggas bara på löften som alla sidor har undertecknat.
row-activity-closed = Rad { $row }, kolumnen { $column }: Löftet är avslutat, så inga fler insatser loggas på det. Fel i det som är loggat går att rätta.
row-activity-no-commitment = Rad { $row }, kolumnen { $column }: Löftet har inget åtagande med det numret.
row-activity-no-promise = Rad { $row }, kolumnen { $column }: Det finns inget undertecknat löfte med det numret.
row-activity-no-count = Rad { $row }, kolumnen { $column }: Skriv hur många, ett heltal som är minst 1.
row-activity-other-unit = Rad { $row }, kolumnen { $column }: Åtagandet räknar ”{ $promised }”. Skriv det, lämna enheten tom, eller logga på det åtagande som räknar något annat.
row-activity-no-unit = Rad { $row }, kolumnen { $column }: Åtagandet räknar ingen enhet. Lämna enheten tom.
row-activity-not-yet = Rad { $row }, kolumnen { $column }: Den dagen har inte varit än. Välj i dag eller en tidigare dag.
row-activity-bad-day = Rad { $row }, kolumnen { $column }: Skriv en dag mellan 1990 och 2100.
row-activity-not-theirs = Rad { $row }, kolumnen { $column }: Den organisationen har inte åtagit sig det här, eller loggas av en annan sida.
row-activity-not-on-request = Rad { $row }, kolumnen { $column }: Bara det som är utlovat när någon ber om det kan någon ha bett om.
row-activity-bad-what = Rad { $row }, kolumnen { $column }: Skriv gjort eller bett.
row-activity-bad-fidelity = Rad { $row }, kolumnen { $column }: Skriv ja, delvis eller nej.
row-text-unknown-area = Rad { $row }, kolumnen { $column }: Ett av de valda områdena finns inte i kommunen. Välj bland dem som visas.

## Rättelser

amendment-no-reason = Skriv varför. Det som stod förut finns kvar tillsammans med skälet.
amendment-withdrawn = Det är redan tillbakataget.
amendment-same = Inget är ändrat. Ändra det som är fel, eller gå tillbaka.

## Förslag medan ett löfte skrivs

lint-weak-aim = ”{ $words }” säger vad ni vill, inte vad ni gör. Skriv vad som görs, var och hur många gånger, till exempel: Vi går fyra trygghetsvandringar.
lint-weak-care = ”{ $words }” säger vad som är viktigt, inte vad ni gör åt det. Skriv det någon kan se att ni gör.
lint-weak-promote = ”{ $words }” kan betyda vad som helst. Skriv vad den som ska få hjälp får, hur ofta och av vem.
lint-weak-more = ”{ $words }” säger mer än nu, men inte hur mycket. Skriv hur många det blir, till exempel: minst åtta pass i månaden.
lint-weak-together = ”{ $words }” är ett sätt att arbeta. Skriv vad ni gör tillsammans, till exempel: Vi håller ett möte med skolan varje termin.
lint-weak-look = ”{ $words }” lämnar öppet om något blir gjort. Skriv vad som är klart när det är klart, och när.
lint-names-person = ”{ $words }” ser ut att peka ut en person. Ett löfte handlar om platser och vad som görs: skriv funktionen eller platsen i stället.
lint-not-concrete = Skriv vad som görs, så att någon som inte var med förstår det.
lint-not-observable = Det går inte att se när det är gjort. Skriv något som någon kan räkna eller se.
lint-number-in-text = Texten nämner ett antal. Välj ”Minst så här många” och skriv antalet där, så räknas det.
lint-no-place = Säg var: ett område eller en plats med namn.
lint-no-time = Säg när: dagar, tider eller när det ska vara klart.
lint-no-owner = Säg vilken funktion som svarar för det, till exempel fritidschef.
lint-no-cause = Koppla det till den orsak som det ska ta bort eller försvaga.
lint-long-sentence = En mening har { $words } ord. Dela den, så går löftet att berätta.
lint-survey = Mätningen kan inte visa så små förändringar som löftet gäller: bara en verklig förändring på minst { $points } procentenheter syns för det mesta. Välj fler områden, en större mätning, eller lova insatser.
cause-none-such = Det finns ingen orsak { $number } i problemet.
cause-more-behind = Bakom orsak { $number } ligger andra orsaker. Ta bort dem först.
cause-in-use = Ett löfte eller en åtgärd är kopplad till orsaken. Koppla om dem först, eller ändra orsakens text.
