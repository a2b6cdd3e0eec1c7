# Lättläst svenska, för dem som bor i kommunen. Bara det som sägs på ett annat sätt än på vanlig svenska står här.
# Korta meningar. Samma siffror och samma svar.

## Svaret

answer-kept = Ja, målet är nått
answer-not_kept = Nej, målet är inte nått
answer-cannot_tell = Vi vet inte
answer-waiting = Vi vet inte än
verdict-waiting = Vi vet inte än. Vi frågar er som bor här { $year }. Efter det kommer svaret.
verdict-of-the-promise = Det som löftet handlar om
verdict-has-changed = har blivit en annan
verdict-has-risen = har blivit större: { $points } procentenheter mer
verdict-has-fallen = har blivit mindre: { $points } procentenheter mindre
verdict-kept = Ja. { $what } { $moved }. Det är mer än vad regeln kräver. Det är troligen inte en slump.
verdict-not_kept = Nej. { $what } { $moved }. Det räcker inte enligt regeln.
verdict-within_chance = Vi vet inte. { $what } { $moved }. Men det kan vara en slump.
verdict-cannot_tell = Vi vet inte.

## Varför ingen kan veta

cannot-tell-no_rule = Löftet sa inte hur vi skulle mäta.
cannot-tell-no_baseline = Vi har ingen gammal mätning att jämföra med.
cannot-tell-not_yet = Mätningen har inte kommit än. Den kommer { $year }.
cannot-tell-series_break = De två mätningarna gjordes på olika sätt. Därför går de inte att jämföra.
cannot-tell-too_few_answers = För få personer svarade på frågorna.
cannot-tell-no_variance = Alla svarade samma sak. Då vet vi inte hur säkra siffrorna är.
cannot-tell-within_chance = Skillnaden är så liten att den kan vara en slump.
break-instrument = Frågorna var andra.
break-mode = Vi frågade på ett annat sätt.
break-ages = Vi frågade personer i andra åldrar.
break-season = Vi frågade vid en annan tid på året.
break-question = En fråga saknas, eller är skriven på ett annat sätt.
break-scale = Det fanns andra svar att välja på.
break-areas = Vi frågade inte i samma områden. Det gäller { $areas }.
break-self_selected = Vem som helst fick svara.
break-weights = Vi räknade svaren på olika sätt.

## Regeln

rule = Så här avgör vi: Vi jämför mätningen { $baseline } med mätningen { $follow_up }. Målet är nått om andelen som { $indicator } { $place } { $way } { $by }. Risken att det bara är en slump får vara högst { $risk }. Är det lika säkert tvärtom, är målet inte nått. Annars vet vi inte.
rule-increase = har blivit större
rule-decrease = har blivit mindre
rule-at-all = hur lite som helst
rule-not-worse-than = eller inte har gått mer än { $points } procentenheter åt fel håll
rule-in-its-areas = i de områden som löftet gäller
rule-practically-unchanged = En säker förändring som är mindre än { $points } procentenheter räknas som ingen förändring.

## Hur mycket

quantity-done_or_not = antingen görs det, eller så görs det inte
execution-not_started = inte börjat
execution-ongoing = vi håller på
execution-done = klart
execution-dropped = vi slutade med det

## Vad som blev gjort

axis-activities = Löftet säger vad som ska göras
axis-activities-told = Det här löftet säger vad kommunen och polisen ska göra. Det säger inte vad det ska leda till.
deeds-fulfilled = Ja, allt är gjort
deeds-partly = En del är gjort
deeds-not_fulfilled = Nej, det är inte gjort
deeds-cannot_be_shown = Vi vet inte vad som är gjort
deeds-not_due_yet = Tiden är inte slut än
deeds-none = Löftet säger inte vad som ska göras, sak för sak.
deeds-sentence = Löftet har { $all } delar. Av dem är { $parts }.
rule-before-answer = Regeln skrevs innan vi visste svaret. Ingen kan ändra den.
rule-after-answer = Regeln skrevs efter mätningen. Därför får målet inget svar.
cannot-tell-rule_after = Regeln skrevs under { $signed }. Mätningen började redan { $began }. Då kan regeln inte avgöra något.
cannot-tell-rule_after_known = Mätningen fanns redan när regeln skrevs under { $signed }. Då kan regeln inte avgöra något.
baseline-corrected = Den gamla mätningen är rättad. Mätningen { $wave } kom på nytt { $on }: { $reason } När löftet skrevs under var siffran { $signed }. Nu är den { $now }. Vi räknar med den som skrevs under.
baseline-corrected-silent = Den gamla mätningen är ändrad. Mätningen { $wave } kom på nytt { $on }. Ingen har sagt varför. När löftet skrevs under var siffran { $signed }. Nu är den { $now }. Vi räknar med den som skrevs under.
quantity-as_intended = minst { $count } { $unit } { $per }, gjorda så som det var tänkt

## Mål av andra slag

goal-increase = har blivit större
goal-decrease = har blivit mindre
goal-rule = Så avgör vi: Målet är nått om { $name } { $place } { $way } { $by } { $between }. Risken att det bara är en slump får vara högst { $risk }. Är det lika säkert tvärtom, är målet inte nått. Annars vet vi inte.
goal-compared = Vi jämför med { $areas }. Där görs inget särskilt.
goal-not-compared = Vi jämför inte med något annat område. Det kan ha ändrats överallt.
goal-cost-interval = Vi har bara en tabell med siffror. Hur säkra de är står i tabellen.
goal-cost-answers = Vi har bara en tabell med siffror. Vi räknar med hur många som svarade. Siffrorna kan vara lite mer osäkra än så.
goal-cost-counted = Vi har räknat alla. Siffrorna kan vara lite mer osäkra än vi räknar med.
goal-has-risen = har blivit större: { $size } mer
goal-has-fallen = har blivit mindre: { $size } mindre
goal-decides = Det här målet avgör
goal-beside = Det här målet avgör inte, men vi berättar hur det gick
goal-adjusted = Löftet har flera mål. Därför kräver vi mer för att säga att målet är nått.
goal-baseline-corrected-untold = De gamla siffrorna är rättade. De kom på nytt { $on }: { $reason } Vi räknar med dem som skrevs under.
goal-baseline-corrected-untold-silent = De gamla siffrorna är ändrade. De kom på nytt { $on }. Ingen har sagt varför. Vi räknar med dem som skrevs under.
goal-figure-corrected = Siffran var fel. Den rättades { $on }. Förut stod det { $was }.

## Återkopplingen

said-done = Det här gjorde de
said-why = Därför blev det inte som de lovade
promise-closed-on = Löftet är slut sedan { $when }.
