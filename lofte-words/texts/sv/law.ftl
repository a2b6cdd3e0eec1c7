### Lagen (2023:196) om kommuners ansvar för brottsförebyggande arbete, med våra korta ord, och vad som finns att visa.

## Paragraferna

law-section-4 = 4 § Lägesbild
law-section-5 = 5 § Åtgärdsplan
law-section-6 = 6 § Vartannat år
law-section-7 = 7 § Annan planering
law-section-8 = 8 § Samordning
law-section-9 = 9 § Överenskommelser
law-section-10 = 10 § Råd
law-section-11 = 11 § Samordningsfunktion
law-section-12 = 12 § Kontakt och information
law-section-13 = 13 § Ledning och rapporter
law-section-14 = 14 § Kamerabevakning
law-text-4 = Kommunen tar fram en lägesbild över brottsligheten inom sitt område: en kartläggning av brotten, hur vanliga de är och vad de leder till, annan information som hör dit, och en analys av alltsammans.
law-text-5 = Med lägesbilden som grund beslutar kommunen om en plan för de åtgärder som den avser att göra.
law-text-6 = Minst vartannat år uppdaterar kommunen lägesbilden och följer upp planen. Det är två klockor, som går var för sig.
law-text-7 = Där det passar hänger arbetet ihop med analyser och planer enligt andra lagar.
law-text-8 = Kommunen ansvarar för att arbetet samordnas inom dess område. Hur det görs står i 9 och 10 §§.
law-text-9 = Kommunen verkar för skriftliga överenskommelser med dem som berörs. De säger vad samverkan är till för och vad den gäller.
law-text-10 = Kommunen verkar för ett råd för strategiska frågor, där kommunen och andra berörda har plats. Kommunen leder det, och de andra bör sända någon i ledande ställning.
law-text-11 = Kommunen har en funktion som samordnar och stöder arbetet.
law-text-12 = Funktionen är den som andra kontaktar, och hjälper till att sprida information till invånare och andra.
law-text-13 = Kommunstyrelsen, eller en nämnd som fullmäktige har utsett, leder arbetet och rapporterar fortlöpande till fullmäktige.
law-text-14 = Kommunen får kamerabevaka platser dit allmänheten har tillträde, för att de ska vara trygga. Paragrafen gäller bara den som bevakar.

## Det som begärs

law-duty-mapping = Kartläggning av brotten
law-duty-extent = Hur vanliga de är
law-duty-consequences = Vad de leder till
law-duty-other-information = Annan information
law-duty-analysis = Analys av alltsammans
law-duty-plan = En plan med åtgärder
law-duty-plan-decided = Beslut om planen
law-duty-plan-on-picture = Planen vilar på lägesbilden
law-duty-picture-updated = Lägesbilden uppdaterad de senaste två åren
law-duty-plan-followed-up = Planen uppföljd de senaste två åren
law-duty-other-plans = Hänger ihop med andra planer
law-duty-agreement = Skriftlig överenskommelse som gäller
law-duty-council = Ett råd som kommunen leder
law-duty-council-met = Rådet har sammanträtt det senaste året
law-duty-function = En funktion som samordnar
law-duty-contact-point = Kontaktväg som visas öppet
law-duty-public-information = Information till invånarna
law-duty-board = En nämnd som leder arbetet
law-duty-reported-to-assembly = Rapport till fullmäktige det senaste året
law-duty-cameras = Rättsligt stöd för kamerabevakning

## Hur det står till

law-standing-found = underlag finns
law-standing-partly = underlag finns delvis
law-standing-lapsed = underlaget är för gammalt
law-standing-missing = underlag saknas
law-standing-not_used = gäller inte här

## Det som finns att visa

law-evidence-edition = Lägesbilden, utgåva { $number }, antagen { $on }
law-evidence-measures = { $count } åtgärder i planen
law-evidence-measures-on-picture = { $count } av { $of } åtgärder leder tillbaka till en antagen lägesbild
law-evidence-decision = Beslut av { $body } { $on }
law-evidence-contact-public = Kontaktvägen visas på de öppna sidorna
law-evidence-contact-inside = Kontaktvägen är skriven men inte publicerad
law-evidence-publication = Publicering { $number }, { $on }
law-evidence-cameras = { $count } av { $of } kameraåtgärder har rättsligt stöd angivet

## Klockorna

law-clock-picture = Lägesbilden ska uppdateras
law-clock-plan = Åtgärdsplanen ska följas upp
law-clock-not-started = { $what } minst vartannat år, men klockan har inte börjat gå.
law-clock-running = { $what } senast { $due }.
law-clock-soon = { $what } senast { $due }: mindre än tre månader är kvar.
law-clock-overdue = { $what } senast { $due }, och den dagen har gått.
law-clock-label-not-started = Inte börjat
law-clock-label-running = I tid
law-clock-label-soon = Snart
law-clock-label-overdue = För sent

## Det som hände en dag

occasion-council_meeting = Rådet sammanträdde
occasion-report_to_assembly = Rapport till fullmäktige
occasion-plan_followed_up = Åtgärdsplanen följdes upp

## Det som inte går

coordination-no-council-name = Skriv vad rådet heter.
coordination-chair-not-municipal = Rådet leds av kommunen (2023:196, 10 §). Välj en part som är kommunen eller en del av den.
coordination-no-office = Skriv vilken funktion varje plats är för, till exempel kommundirektör.
coordination-unknown-party = Välj en organisation som finns bland parterna.
coordination-too-many-seats = Ett råd har högst { $most } ledamöter här.

## Kommandot

cli-law-not-a-verdict = Det här är underlag, ingen bedömning av om lagen följs.
cli-col-section = Paragraf
cli-col-asked = Det som begärs
cli-col-shown = Det som finns
