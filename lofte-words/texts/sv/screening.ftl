cli-confirm-text = Ta bort det ur texten, eller kör en gång till med --confirm-text om det inte pekar ut någon.
closed-ok = Bara programmets eget konto kommer åt mappen och allt som ligger i den.
closed-writable = Andra konton på datorn får ändra { $files }. Stäng mappen: chmod -R go= { $dir }
closed-readable = Andra konton på datorn får läsa { $files }. Stäng mappen: chmod -R go= { $dir }
closed-foreign = Det här ägs av ett annat konto än mappen: { $files }. Ge det till mappens ägare: chown -R --reference={ $dir } { $dir }
closed-as-root = Du kör som root i en mapp som är någon annans: { $dir }. Det som skrivs blir roots, och programmet kommer inte åt det sedan. Kör som mappens ägare.
doctor-check-rights = rättigheter
cli-prune-would = Det här är äldre än sin regel och skulle gallras:
cli-pruned = Gallrat enligt reglerna:
cli-prune-jobs = Avslutade arbeten: { $count }
cli-prune-reject-lists = Listor över avvisade rader: { $count }
cli-prune-undone = Återtagna leveranser: { $count }
cli-prune-accounts = Stängda konton: { $count }
cli-prune-addresses = Nätadresser i loggen: { $count }
cli-prune-no-rows = Rader: inga
cli-prune-rows = Rader, { $kind } { $year } ({ $source }): { $count }
cli-prune-backups = De här säkerhetskopiorna har kvar det tills de själva tas bort: { $backups }
cli-prune-editions = Antagna utgåvor som räknades på sådana rader: { $editions }. De står kvar men kan inte räknas om.
cli-erased = Raderat: { $what } { $number }. Kvar är bara en rad i loggen.
erase-named = Ett löfte eller en åtgärd hänvisar till det. Ändra eller radera det först.
cli-extract-account = Konto { $login }, { $role }, skapat { $made }.
cli-extract-named = Där kontot nämns
cli-extract-browsers = Webbläsare som känns igen
cli-extract-col-seen = Senaste inloggningen
cli-extract-audit = Vad kontot har gjort, enligt loggen
cli-extract-col-field = Fält
cli-extract-col-at = När
cli-extract-col-deed = Vad
cli-extract-col-noun = Sak
cli-extract-col-number = Nummer
audit-prune = gallrade
error-identity-number = En text som skulle publiceras innehåller ett personnummer. Ta bort det och publicera sedan. ({ $why })
