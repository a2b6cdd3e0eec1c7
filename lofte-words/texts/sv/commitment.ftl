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
