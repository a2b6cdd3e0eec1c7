### Rapporterna: till fullmäktige, till Brås årliga enkät och som bilaga till en ansökan om bidrag.

report-title-council = Det brottsförebyggande arbetet: rapport till kommunfullmäktige
report-title-bra = Det brottsförebyggande arbetet: svar för Brås årliga enkät
report-title-grant = Bilaga till ansökan om bidrag för brottsförebyggande arbete
report-name-council = Rapport till kommunfullmäktige
report-name-bra = Svar för Brås årliga enkät
report-name-grant = Bilaga till bidragsansökan
report-synthetic = Uppgifterna är syntetiska: påhittade för att visa hur Löfte fungerar.
report-unknown-party = okänd part
report-council-lead = Rapporten följer 13 § lagen (2023:196) om kommuners ansvar för brottsförebyggande arbete. Siffror om händelser och svar är de som är publicerade för invånarna.
report-bra-lead = Paragraf för paragraf: vad lagen (2023:196) begär och vad kommunen har att visa. Enkätens frågor skiftar från år till år; hämta svaren härifrån.
report-grant-lead = Bilagan samlar det som en ansökan enligt förordningen (2023:442) ska vila på: lägesbild, problem med orsaker, åtgärdsplan och mål som går att följa upp. Den som ansöker lämnar ut en allmän handling.
report-grant-picture = Lägesbilden är utgåva { $number }, antagen { $on }. Den bifogas ansökan.
report-grant-no-picture = Ingen lägesbild är antagen än.
report-grant-public = Siffror ur mätningar och händelser tas inte med här annat än som de är publicerade.
report-section-clocks = Lagens två klockor
report-section-promises = Medborgarlöften
report-section-plan = Åtgärdsplanen
report-section-council = Rådets möten
report-section-missing = Det som saknas
report-section-picture = Lägesbilden
report-section-problems = Problem och orsaker
report-section-goals = Mål som går att följa upp
report-table-plan = Åtgärderna i planen
report-table-meetings = När rådet har sammanträtt
report-table-causes = Orsakerna
report-table-section = Det som begärs i { $section } §
report-no-promises = Inget löfte är publicerat än.
report-no-measures = Planen har inga åtgärder än.
report-no-meetings = Inget möte är antecknat än.
report-no-problems = Inget problem är prioriterat än.
report-no-causes = Orsaksanalysen är inte gjord än.
report-nothing-missing = Underlag finns för allt som lagen begär.
report-why-chosen = Prioriterat för att: { $reason }
report-runs = Löftet gäller från { $from } till { $to }.
report-col-registry-number = Diarienummer
report-col-about = Om
report-col-goal = Operativt mål
report-col-evidence = Vad som talar för

cli-report-written = Rapporten är skriven till { $file }.
cli-report-form = Ange en fil vars namn slutar på .pdf eller .docx.

error-report = Rapporten gick inte att göra. Försök igen; står felet kvar, läs upp felkoden för den som sköter servern.
