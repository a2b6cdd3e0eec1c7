### Det som sägs på mer än ett ställe, på sidor och i kommandon: fel, brister, lägen, svar, kategorier.
### Tal och datum kommer färdigskrivna hit. En mening säger vad som hände och vad man gör åt det.

## Fel: åtkomst

error-signed-out = Du är inte inloggad, eller så har inloggningen gått ut. Logga in igen.
error-wrong-password = Fel namn eller lösenord. Försök igen.
error-throttled = Det har gissats för många gånger. Vänta { $seconds } sekunder och försök igen. Minns du inte lösenordet, använd en återställningskod eller be den som ansvarar för kontona om en länk.
error-crowded = Många loggar in just nu. Vänta { $seconds } sekunder och försök igen.
error-factor-needed = Din roll måste logga in i två steg. Lägg till mobilen på sidan ”Mitt konto” först.
error-foreign-request = Det som skickades kom från en annan webbplats och togs inte emot. Gå till sidan här i Löfte och gör om. Händer det på Löftes egna sidor, be den som sköter datorn kontrollera inställningen origin.
error-misdirected = Den här adressen är inte Löftes. Gå till { $origin } i stället.
error-not-allowed = Rollen { $role ->
    [coordinator] samordnare
    [police] kommunpolis
    [partner] samverkanspart
    [reader] läsare
   *[other] { $role }
 } får inte göra det här. Be någon som får, eller be samordnaren om en annan roll.
error-not-found = { $noun ->
    [promise] Det finns inget löfte { $id }. Se vilka som finns med ”lofte promise list”.
    [problem] Det finns inget problem { $id }. Se vilka som finns med ”lofte problem list”.
    [measure] Det finns ingen åtgärd { $id }. Se vilka som finns med ”lofte plan list”.
    [delivery] Det finns ingen leverans { $id }. Se vilka som finns med ”lofte delivery list”.
    [edition] Det finns ingen antagen utgåva { $id } av lägesbilden.
    [picture] Det finns ingen antagen utgåva { $id } av lägesbilden.
    [agreement] Det finns ingen överenskommelse { $id }. Se vilka som finns med ”lofte agreement list”.
    [party] Det finns ingen part ”{ $id }”. Se parterna med ”lofte agreement list”.
    [account] Det finns inget öppet konto ”{ $id }”. Se kontona med ”lofte user list”.
    [publication] Det finns ingen publicering { $id }. Publicera med ”lofte publish”.
    [municipality] Kommunen { $id } finns inte här. Börja med ”lofte init” eller ”lofte demo”.
    [area] Det finns inget område { $id }.
    [backup] Det finns ingen säkerhetskopia { $id } i kommunens mapp för kopior.
    [wave] Det finns ingen mätomgång { $id }. Leverera den med ”lofte import survey”.
    [job] Det finns inget arbete { $id }.
    [staged] Filen finns inte här. Den kan vara levererad, borttagen eller för gammal, eller någon annans. Se dina filer på sidan Underlag.
    [mapping] Ingen mappning minns vi för källan { $id }.
   *[other] Det som söktes ({ $id }) finns inte.
 }

## Fel: ärendena (lofte-store)

error-bad-address = Adressen till ärendena går inte att förstå. Ange en sökväg, sqlite://sökväg eller postgres://användare@värd/databas i lofte.toml eller i LOFTE_STORE.
error-no-such-folder = Mappen för ärendena finns inte. Skapa den först, eller ange en annan sökväg i lofte.toml.
error-cannot-open = Ärendena går inte att öppna. Kontrollera sökvägen eller databasservern, och att programmet får läsa och skriva där. (Teknisk orsak: { $why })
error-not-a-store = Filen med ärenden är skadad, eller så är den något annat. Kör ”lofte doctor”, eller läs tillbaka en säkerhetskopia med ”lofte restore”.
error-store-read-only = Ärendena är skrivskyddade. Ge programmets användare rätt att skriva i filen och mappen.
error-unreachable = Databasen eller disken svarar inte just nu. Inget sparades. Försök igen om en stund; håller det i sig, be den som sköter datorn titta.
error-busy = Ett annat program skriver just nu. Vänta en stund och gör om.
error-conflict = Någon annan har ändrat det här under tiden. Ladda om och gör din ändring igen.
error-frozen = Det här är fastställt och kan inte ändras. Skriv ett nytt som fortsätter på det.
error-taken = Numret eller namnet är upptaget. Välj ett annat.
error-store-not-found = Det som söktes finns inte. (Teknisk orsak: { $why })
error-dangling = Det hänvisar till något som inte finns. Spara det först.
error-other-municipality = Det här hör till en annan kommun än den du arbetar i.
error-text-in-audit = Loggen tar bara emot nummer och ingen text. Det är ett fel i programmet; anmäl det gärna.
error-unwritable = Det går inte att skriva ned. Det är ett fel i programmet; anmäl det gärna. (Teknisk orsak: { $why })
error-nul-in-text = Texten innehåller ett tecken som inte går att spara (NUL). Ta bort det och gör om.
error-unreadable = Något som är sparat går inte att läsa. Kör ”lofte doctor” för att se vad. (Teknisk orsak: { $why })
error-newer-schema = Ärendena är skrivna av en nyare version av Löfte. Installera den, eller läs tillbaka en säkerhetskopia från tiden före.
error-older-schema = Ärendena på databasservern är skrivna av en äldre version av Löfte och måste anpassas. Ta först en kopia av databasen (pg_dump), och kör sedan ”lofte upgrade”.
error-insecure-connection = Databasen ligger på en annan dator, och adressen tillåter en oskyddad förbindelse. Ta bort sslmode ur adressen (då krävs TLS och certifikatet kontrolleras), eller ange verify-full, verify-ca eller require.
error-migration = Ärendena gick inte att anpassa till den här versionen. Inget ändrades. Ta en kopia och anmäl felet. (Teknisk orsak: { $why })
error-file = Filen går inte att läsa eller skriva. Kontrollera sökvägen och rättigheterna. (Teknisk orsak: { $why })
error-bad-backup = Säkerhetskopian är avbruten eller ändrad. Inget lästes in; ta en annan kopia. (Teknisk orsak: { $why })
error-not-empty = Här finns redan ärenden. Läs tillbaka säkerhetskopian i en ny, tom mapp.
casework-elsewhere = Ärendena är inte där de väntas: det finns ingen fil med ärenden i mappen, fast den har använts. Senast fanns de i { $place }. Ange adressen i LOFTE_STORE eller i lofte.toml, eller läs tillbaka en säkerhetskopia.
error-engine = Databasen nekade något som skulle ha gått. Det är ett fel i programmet; anmäl det gärna. (Teknisk orsak: { $why })

## Fel: raderna (lofte-records)

error-bad-location = Platsen för raderna går inte att förstå. Ange en mapp eller s3://hink/prefix i lofte.toml.
error-records-full = Det finns ingen plats kvar där raderna förvaras. Inget ändrades; frigör utrymme och försök igen.
error-records-not-allowed = Det går inte att skriva där raderna förvaras. Ge programmets användare rätt att skriva där.
error-records-store = Platsen där raderna förvaras svarar inte som den ska. Kontrollera disken eller nätet. (Teknisk orsak: { $why })
error-records-missing = En fil saknas bland raderna. Försök igen; saknas den fortfarande, läs tillbaka en säkerhetskopia. (Teknisk orsak: { $why })
error-records-damaged = En fil bland raderna är skadad. Läs tillbaka en säkerhetskopia, eller ta tillbaka leveransen och leverera igen. (Teknisk orsak: { $why })
error-records-later-format = En fil bland raderna är skriven av en nyare version av Löfte. Använd den versionen.
error-delivery-exists = Leveransen finns redan. Försök igen.
error-not-staged = Ingen sådan leverans väntar på att bli synlig.
error-delivery-visible = Leveransen är redan synlig. Ta tillbaka den i stället.
error-overtaken = En annan leverans från samma källa kom samtidigt, så dubbletterna kan vara fel räknade. Inget sparades; leverera filen igen.
error-counts-differ = Raderna går inte jämnt ut: något försvann på vägen. Inget sparades. Det är ett fel i programmet; anmäl det gärna.
error-wrong-kind = Leveransen kan inte ta emot rader av det slaget. Det är ett fel i programmet; anmäl det gärna.
error-too-many-years = Raderna ligger i orimligt många olika år. Kontrollera att rätt kolumn är datum.
error-wave-exists = Mätomgången finns redan med andra svar. Ta tillbaka den leveransen först.
error-uneven-answers = Svaren hör inte ihop: varje fråga behöver en ruta för varje enkät. (Teknisk orsak: { $why })
error-bad-engine = Grinden som ska svara på frågor om raderna går inte att använda. Rätta engine och engine_secret under records i lofte.toml: en adress som börjar med https:// och en fil med hemligheten. (Teknisk orsak: { $why })
error-engine-away = Grinden som svarar på frågor om raderna svarar inte. Inget är fel med frågan; försök igen om en stund. Den som sköter driften ser till att grinden och klustret bakom den är i gång. (Teknisk orsak: { $why })
error-engine-refused = Grinden som svarar på frågor om raderna släpper inte in den här installationen. Den som sköter driften ser till att hemligheten är densamma på båda ställena och gäller den här kommunen. (Teknisk orsak: { $why })
error-engine-answer = Grinden som svarar på frågor om raderna svarade något som inte går att förstå. Den som sköter driften ser till att adressen går till grinden och att den har samma version som det här programmet. (Teknisk orsak: { $why })
error-stopping = Programmet håller på att stängas. Försök igen när det har startat.

## Fel: publiceringen (lofte-publish)

error-no-counts = Antalen i en utgåva av lägesbilden går inte att läsa. Läs tillbaka dem ur en säkerhetskopia. ({ $why })
error-unknown-area = Lägesbilden har siffror för ett område som inte finns bland kommunens områden. Lägg till området. ({ $why })
error-unknown-party = En text hänvisar till en part som inte finns. Lägg till parten. ({ $why })
error-unknown-problem = Ett löfte svarar på ett problem som inte finns. Lägg till problemet. ({ $why })
error-counted-twice = Lägesbilden räknar samma sak två gånger. Räkna om den med ”lofte picture --refresh” och anta en ny utgåva. ({ $why })
error-frozen-changed = Något fastställt är inte längre det som fastställdes: innehållet stämmer inte med fingeravtrycket. Kör ”lofte doctor”. ({ $why })
error-verdict-differs = Ett utfall är inte det som löftets regel ger. Räkna om det med ”lofte verdict”. ({ $why })
error-judge = Löftets regel går inte att använda på underlaget. ({ $why })
error-disclosure = Siffrorna går inte att skydda, så de publiceras inte. ({ $why })
error-not-canonical = Publiceringen går inte att fingeravtrycka. Det är ett fel i programmet; anmäl det gärna.
error-no-such-promise = Löftet finns inte i publiceringen. Bara undertecknade löften publiceras.
error-document = Dokumentet gick inte att sätta. ({ $why })
error-csv = Tabellen gick inte att skriva. ({ $why })
error-snapshot-exists = Där ligger redan något som inte är den här kommunens publicering. Välj en annan mapp. ({ $why })
error-no-snapshot = Det finns ingen publicering i mappen. Gör en med ”lofte publish --preview” och sedan ”lofte publish --seen FINGERAVTRYCK --out MAPP”.
error-snapshot-damaged = Publiceringen är skadad. Publicera igen, eller hämta den från en säkerhetskopia. ({ $why })
error-io = En fil eller mapp går inte att läsa eller skriva. ({ $why })

## Fel: maskinen, inställningarna, programmet

error-estimate = Underlaget går inte att räkna på. (Teknisk orsak: { $why })
evidence-no-item = Mätomgången { $wave } har ingen fråga { $item }. Välj en annan mätomgång, eller rätta löftets indikator.
evidence-no-answers = Ingen svarade på frågan i målområdena i mätomgången { $wave }, så det finns ingen andel att följa upp. Välj fler områden eller en annan mätomgång.
evidence-too-few = För få svarade på frågan i målområdena i mätomgången { $wave } för att säga något. Välj fler områden eller en annan mätomgång.
error-settings = Inställningarna går inte att använda. ({ $why })
settings-no-house = Det finns inget Löfte i { $dir }. Gör ett med ”lofte init --municipality KOD --dir { $dir }” eller i webbläsaren med ”lofte serve” i en tom mapp, prova med ”lofte demo”, eller peka på rätt mapp med --dir.
setup-code-wrong = Det är inte koden. Skriv den som den står i fönstret där programmet startades.
setup-code-used = Koden är redan använd. Fortsätt i webbläsaren som använde den, eller stoppa programmet och starta det igen, så skriver det en ny.
setup-done-already = Kommunen är redan på plats. Logga in.
setup-something-there = I mappen ligger redan { $file }, men ingen lofte.toml. Välj en tom mapp, eller lägg tillbaka lofte.toml.
municipality-unknown = ”{ $asked }” är ingen kommun. Skriv dess namn eller kod med fyra siffror, till exempel Flen eller 0482.
municipality-unknown-near = ”{ $asked }” är ingen kommun. Menade du { $near }?
municipality-unknown-page = ”{ $asked }” är ingen kommun. Välj någon av dem nedan, eller skriv ett annat namn.
settings-already-there = Det finns redan ett Löfte i { $dir }. Välj en annan mapp, eller starta det som finns med ”lofte serve --dir { $dir }”.
settings-file = Inställningsfilen { $file } går inte att läsa eller skriva. Kontrollera rättigheterna. (Teknisk orsak: { $why })
settings-syntax = Inställningsfilen { $file } går inte att förstå. Rätta rad { $line }. (Teknisk orsak: { $why })
error-port-in-use = { $what } är upptagen av ett annat program. Stäng det, eller välj en annan port med --port.
error-disk-full = Disken är full. Inget ändrades; frigör utrymme och försök igen.
error-read-only = Det går inte att skriva där. Välj en annan mapp, eller ge programmets användare rätt att skriva. ({ $why })
error-no-such-file = { $what } finns inte. Kontrollera sökvägen.
error-machine = { $what } går inte att använda. (Teknisk orsak: { $why })
error-defect = Något som inte kan hända har hänt. Det är ett fel i programmet; anmäl det gärna.
error-outage = Något som Löfte behöver svarar inte just nu. Inget sparades; försök igen om en stund. Går det inte då heller, säg till den som sköter programmet.
error-sent-too-slowly = Det som skickades kom för långsamt: minst { $kilobytes } kB måste komma var { $seconds }:e sekund. Försök igen med bättre förbindelse.
error-took-too-long = Svaret tog mer än { $seconds } sekunder och avbröts. Försök igen om en stund.
limit-free-disk = Disken är nästan full: { $megabytes } MB måste vara lediga. Inget sparades; frigör utrymme och försök igen.
limit-jobs = Du har redan { $most } jobb som väntar eller pågår, och fler får ett konto inte ha. Vänta tills något är klart.
rows-away = Platsen där raderna förvaras går inte att nå just nu: där finns ingen av kommunens leveranser. Säg till den som sköter programmet.

## Felsidor

error-unreadable-request = Det som skickades går inte att läsa som formuläret på sidan. Gå tillbaka, ladda om sidan och skicka det igen.
error-no-such-deed = Adressen finns, men den tar inte emot det som skickades. Gå tillbaka till sidan och använd dess knappar.
error-request-too-large = Det som skickades är för stort. Dela det och skicka delarna var för sig.
error-unknown-contents = Innehållet som skickades är inte ett formulär. Skicka det från sidan.
error-title-400 = Det gick inte att förstå
error-title-401 = Du behöver logga in
error-title-403 = Det får du inte göra
error-title-404 = Det finns inte
error-title-405 = Det går inte att göra här
error-title-408 = Det tog för lång tid
error-title-409 = Någon annan hann före
error-title-413 = Filen är för stor
error-title-415 = Fel slags innehåll
error-title-421 = Fel adress
error-title-422 = Det går inte som det är
error-title-429 = För många försök
error-title-500 = Något gick fel hos oss
error-title-503 = Löfte har inte tid just nu
error-no-page = Det finns ingen sida på { $path }. Kontrollera adressen, eller börja om från startsidan.
public-nothing-yet = Kommunen har inte publicerat något än. Kom tillbaka senare.
public-paused-title = Publiceringen är pausad
public-paused = De öppna sidorna visar ingenting just nu. Publiceringen är pausad av { $side } sedan { $since }. Frågor: { $municipality }.
hide-nothing-chosen = Välj vad som ska visas i stället.
hide-no-reason = Skriv varför. Skälet står i loggen över de öppna sidorna och visas inte utåt.
limits-not-allowed = Gränserna måste ligga mellan { $least } och { $most }. Lägre skydd än { $least } går inte att välja.
public-limits-changed = Från och med publicering { $number }, { $day }, gäller gränsen { $to } i stället för { $from }, och minsta osäkerheten är { $doubt_to } i stället för { $doubt_from }.
public-no-such-promise = Det finns inget publicerat löfte { $number }. Kanske är numret fel, eller så är löftet inte underskrivet än.

## Konton

account-bad-login = Välj ett namn med 2–40 tecken: bokstäver, siffror, bindestreck, punkt, understreck eller @.
account-short-password = Lösenordet är för kort. Det ska ha minst { $length } tecken; flera ord efter varandra är lätta att minnas.
account-long-password = Lösenordet är för långt. Det får vara högst { $length } byte.
account-password-login = Lösenordet liknar användarnamnet. Välj något annat.
account-password-repeated = Lösenordet är samma tecken om och om igen. Välj till exempel fyra ord i rad.
account-password-row = Lösenordet är en rad på tangentbordet eller i alfabetet. Välj till exempel fyra ord i rad.
account-password-common = Lösenordet är ett som många väljer, och därför lätt att gissa. Välj till exempel fyra ord i rad.
account-password-differs = De två lösenorden är inte lika. Skriv samma två gånger.
account-old-password = Det nuvarande lösenordet stämmer inte.
account-link-gone = Länken fungerar inte: den är redan använd, för gammal eller ersatt av en nyare. Be om en ny.
account-recovery-wrong = Namnet eller koden stämmer inte. Varje kod fungerar bara en gång.
account-closed = Kontot är stängt. Öppna det först.
account-last-coordinator = Det här är den sista samordnaren som kan logga in. Bjud in en annan först.
factor-wrong = Koden stämmer inte. Vänta tills appen visar en ny och skriv den; kontrollera också att mobilens klocka går rätt.
factor-secret = Nyckeln till appen kom inte fram hel. Börja om på sidan.
account-partner-party = En samverkanspart måste höra till en organisation. Ange vilken.
account-not-first = Det finns redan konton här. Låt samordnaren lägga till fler.
holder-needed = Det här kan bara den som har kontot göra. På kommandoraden behövs kontots lösenord: säg vilket konto med --as, och skriv lösenordet när det frågas efter.
account-own = Du kan inte stänga ditt eget konto. Låt en annan samordnare göra det.
text-personal-number = Texten innehåller något som ser ut som ett personnummer. Ta bort det: inget här får peka ut en person.
seen-changed = Det här har ändrats sedan du läste det. Läs det som står nu, och bestäm dig sedan.
error-may-name-person = Texten kan peka ut en person. Svara på om den gör det.
text-unknown-area = Ett av de valda områdena finns inte i kommunen. Välj bland dem som visas.
text-unknown-category = En av de valda kategorierna finns varken i underlaget eller i en antagen lägesbild. Välj bland dem som visas.
text-too-long = Texten är för lång: { $characters } tecken. Här får den ha högst { $limit }.
text-looks-like-like-identity-number = ”{ $text }” ser ut som ett personnummer. Är det en person?
text-looks-like-reserve-number = ”{ $text }” ser ut som ett reservnummer. Är det en person?
text-looks-like-phone = ”{ $text }” ser ut som ett telefonnummer. Är det en person?
text-looks-like-email = ”{ $text }” ser ut som en e-postadress. Är det en person?
text-looks-like-number-plate = ”{ $text }” ser ut som ett registreringsnummer på ett fordon. Är det en person?

## Områden

areas-refused = Områdesfilen { $file } kan inte användas.
areas-not-json = Filen är ingen giltig JSON: det tar stopp på rad { $line }, tecken { $column }. Exportera den på nytt som GeoJSON.
areas-not-areas = Filen är ingen GeoJSON med en FeatureCollection (den säger sig vara ”{ $found }”). Exportera områdena som GeoJSON med polygoner.
areas-no-areas = Filen har inga områden. Kontrollera att uttaget blev färdigt.
areas-no-border = Område nummer { $feature } i filen har ingen användbar gräns. Den ska vara en sluten polygon, eller flera.
areas-no-code = Område nummer { $feature } i filen saknar egenskapen code (eller deso). Egenskaperna är: { $found }. Döp om den som är områdets kod till code, och dess namn till name.
areas-parts-differ = { $code } står flera gånger med olika namn, platstyp eller folkmängd. Behåll en, eller gör delarna lika.
areas-given-twice = { $code } står två gånger med samma gräns. Ta bort den ena.
areas-personal-number = Objekt { $feature } har ett personnummer i egenskapen ”{ $property }”. Ta bort det ur filen.
areas-more-aged-than-residents = { $code } har fler invånare 16–85 år (aged_16_85) än invånare (population). Rätta det ena talet.
areas-population-of-the-future = { $code } har en folkmängd för { $year }, som inte har varit än. Rätta population_year.
areas-same-border = { $one } och { $other } har samma gräns. Ta bort det ena området, eller ge det en egen gräns.
areas-code-of-other-kind = { $code } är koden för både ett statistiskt område och ett eget. Ge det egna området en annan kod.
areas-codes-alike = Koderna ”{ $one }” och ”{ $other }” går inte att skilja åt. Ändra den ena.
areas-unknown-system = Koordinaterna är i { $system }, som inte är känt här. Exportera filen i SWEREF 99 TM (EPSG:3006) eller i grader (EPSG:4326).
areas-other-than-named = Filen säger att koordinaterna är i { $system }, men { $example } kan inte vara det. Exportera den på nytt.
areas-not-degrees = { $example } är inga grader, och inte meter i något känt system. Exportera filen i SWEREF 99 TM (EPSG:3006) eller i grader (EPSG:4326).
areas-several-systems = { $example } är meter, men flera system passar: { $systems }. Exportera filen i SWEREF 99 TM (EPSG:3006), eller så att den nämner sitt system.
areas-north-first = Koordinaterna står med norr före öster. Exportera filen med öster först.
areas-latitude-first = Gränsen för område nummer { $feature } i filen står med latitud före longitud: den ligger långt bort, men rätt om de två byter plats. Exportera filen med longitud först.
areas-far-away = Gränsen för område nummer { $feature } i filen ligger långt från kommunen, kring { $example }. Kontrollera koordinatsystemet.
areas-two-divisions = Filen har områden ur två indelningar, { $one } och { $other }. DeSO och RegSO ligger över varandra: exportera en av dem.
areas-elsewhere = Alla områden i filen ligger i andra kommuner än { $municipality }. Kontrollera att det är rätt fil.
areas-damaged = Filen ser ut som { $format }, men är skadad. Exportera eller hämta den på nytt.
areas-shapefile-alone = En shapefil är flera filer. Packa .shp, .dbf, .prj och .cpg i en ZIP-fil och ladda upp den.
areas-no-part = ZIP-filen saknar { $part }, som har områdenas koder. Packa den tillsammans med de andra.
areas-path-in-archive = ZIP-filen har en fil som heter ”{ $name }”, och det namnet pekar ut ur arkivet. Packa filerna på nytt.
areas-several-layers = Filen har flera lager: { $layers }. Exportera ett av dem.
areas-too-large = Filen är större än { $megabytes } MB. Exportera bara kommunens områden, eller förenkla gränserna.
areas-rows-are-placed = Området { $area } är nytt eller har en annan gräns, men { $count } leveranser med händelser är redan placerade efter de gränser som finns. Ta först tillbaka dem, ta in områdena och leverera händelserna igen. Folkmängd går att ta in för sig.
note-areas-reprojected = Gränserna räknades om från { $system } till grader.
note-encoding-guessed = Filen säger inte hur bokstäverna är kodade. Den lästes som { $encoding }; kontrollera att å, ä och ö blev rätt.
note-areas-parts-joined = { $area } stod i { $parts } delar, som blev ett område.
note-areas-not-understood = { $area } har { $property } ”{ $value }”, som inte går att förstå. Uppgiften används inte.
note-areas-population-without-year = { $area } har folkmängd men inget population_year, så folkmängden används inte.
note-areas-unread = Dessa egenskaper läses inte: { $properties }.
note-areas-without-population = { $count } av { $of } områden saknar folkmängd (population och population_year) och får därför inget antal per invånare: { $areas }.
note-areas-of-others = { $count } områden i andra kommuner lämnades åt sidan.
note-areas-latest-year = Filen har flera år. För varje område gäller det senaste, som längst { $year }.
note-areas-older-population = { $count } områden har redan en folkmängd för ett senare år, som står kvar: { $areas }.
note-areas-unnamed = { $count } av { $of } områden där det bor människor nämns inte i filen. Det som är känt om dem står kvar: { $areas }.
note-areas-division-replaced = Filen har en annan indelning än den ni har. { $count } områden används inte längre: { $areas }. De står kvar på sidan Platser, och det som nämner dem behåller deras namn.
note-areas-used-from = { $count } egna platser används från och med { $day }: { $areas }. Händelser som redan är levererade räknas inte i dem, så lägesbilden tar med dem från det första hela året.

## Löften

promise-frozen = Löftet är undertecknat av alla sidor och kan inte ändras. Skriv ett nytt löfte som fortsätter på det.
promise-same-side = Din sida har redan undertecknat. Nu är det de andra sidornas tur.
promise-no-side = Bara löftets sidor undertecknar det: kommunen, polisen och de organisationer som löftet räknar upp.
promise-gap-text = Skriv både rubrik och text.
promise-gap-commitment = Skriv minst ett åtagande.
promise-gap-hollow-commitment = Åtagande { $number } saknar text eller någon som åtar sig det.
promise-gap-problem = Koppla löftet till minst ett problem i lägesbilden.
promise-gap-indicator = Ange vilka svar som räknas som ja och vilka som räknas som nej. Inget svar får vara båda.
promise-gap-baseline = Mätomgången { $wave }, som löftet jämför med, är inte levererad. Leverera den, eller välj en annan.
promise-gap-item = Mätomgången som löftet jämför med har inte frågan { $item }. Välj en fråga som ställdes.
promise-gap-areas = Mätomgången som löftet jämför med har inga svar från { $areas }. Välj områden som fick enkäten.
promise-gap-too-few-answers = Mätomgången { $wave }, som löftet jämför med, har för få svar på frågan i de valda områdena. Då går det aldrig att säga om målet nås. Välj fler områden, en annan fråga eller en annan mätomgång.
promise-gap-follow-up = Mätomgången som ska avgöra måste komma efter den som löftet jämför med.
promise-gap-rule = Tröskeln måste ligga mellan 0 och 100 procentenheter, och risken över 0 och högst 20 procent.
promise-gap-threshold-sign = Tröskeln måste vara 0 eller mer. Med en negativ tröskel räknas målet som nått fast det har blivit sämre.
promise-gap-unchanged = ”I praktiken oförändrat” får inte vara bredare än tröskeln: då kan målet vara nått och andelen oförändrad på samma gång. Höj tröskeln, eller lämna fältet tomt.
promise-gap-quantity = Åtagande { $number } lovar ett antal. Det måste vara minst 1, och säga vad som räknas.
promise-gap-period = Året måste ligga mellan 1990 och 2100. Ändra dagen.
agreement-gap-period = Året måste ligga mellan 1990 och 2100. Ändra dagen.
measure-gap-deadline = Sista dagen måste ligga mellan 1990 och 2100. Ändra den.

## Överenskommelser

agreement-gap-title = Ge överenskommelsen en rubrik.
agreement-gap-parties = En överenskommelse behöver minst två parter.
agreement-gap-party-twice = Samma part står två gånger. Ta bort den ena.
agreement-gap-purpose = Skriv minst ett syfte. Lagen kräver det (2023:196, 9 §).
agreement-gap-area = Skriv minst ett område för samverkan. Lagen kräver det (2023:196, 9 §).
agreement-gap-signature = En underskrift hör till en part som inte är med i överenskommelsen.
agreement-other-side = Polisen antecknar sin egen underskrift. Samordnaren antecknar kommunens och de andra parternas.
agreement-signed-already = Parten har redan undertecknat den här texten. Är underskriften fel, stryk den först och skriv varför.
agreement-not-yet = Dagen har inte varit än. Ange dagen då parten skrev under.
agreement-no-office = Ange vilken funktion som skrev under, till exempel kommunstyrelsens ordförande. Skriv inget namn.
agreement-not-signed = Parten har inte undertecknat.
agreement-no-reason = Skriv varför underskriften stryks.

## Problem, orsaker och åtgärder

problem-no-title = Ge problemet en rubrik.
problem-no-reason = Skriv varför problemet prioriteras eller prioriteras ned.
problem-no-edition = Det finns ingen antagen utgåva { $edition } av lägesbilden. Anta den först, eller välj en annan.
cause-empty = Skriv orsaken i en mening.
cause-no-parent = Det finns ingen orsak { $number } som den här kan ligga bakom.
cause-too-deep = Högst { $most } orsaker kan ligga bakom varandra. Lägg den här bakom en som ligger närmare problemet.
cause-too-many = Ett problem kan ha högst { $most } orsaker. Dela det i flera problem.
measure-gap-title = Ge åtgärden en rubrik.
measure-gap-cause = Koppla åtgärden till minst en numrerad orsak.
measure-gap-no-such-cause = Det finns ingen orsak { $number } i problemet.
measure-gap-function = Ange vilken funktion hos ägaren som ansvarar, till exempel driftchef. Skriv inget namn.

## Lägesbilden

picture-empty = Lägesbilden har inga siffror än. Leverera underlag och räkna den först (”lofte picture --refresh”).
picture-no-assessment = Skriv både analys och konsekvenser. Lagen kräver båda (2023:196, 4 §).

## Uppföljningen

promise-baseline-changed = Mätningen som löftet jämför med har levererats på nytt sedan den första underskriften, med andra siffror. Öppna löftet för ändring och spara det, så att den första sidan undertecknar det som gäller nu.
promise-answer-known = Mätningen som ska avgöra är redan levererad. Löftet kan undertecknas, men får inget utfall för effekten, och där står att regeln bestämdes efter mätningen.
correction-no-reason = Skriv vad som var fel i den tidigare leveransen. Skälet visas i uppföljningen, också för invånarna.
correction-other-source = En rättad fil måste höra till samma källa som den fil den rättar ({ $file }).
delivery-stands-under = Leveransen kan inte bara tas tillbaka, för något vilar på den. Leverera en rättad fil i stället för den, med ”Leverera en rättad fil” på leveransens sida eller ”lofte import … --corrects … --reason …”. På leveransen vilar:
resting-promise = löfte { $number }, undertecknat
resting-edition = lägesbildens utgåva { $number }
resting-publication = publicering { $number }
close-no-account = Löftet kan inte avslutas förrän återkopplingen till invånarna är skriven och publicerad. Skriv den på uppföljningens sida och publicera.
close-not-over = Löftet gäller till och med { $to }. Det avslutas efter det.
close-not-signed = Löftet är inte undertecknat av alla sidor, så det finns inget att avsluta.
close-already = Löftet är redan avslutat.
verdict-not-published = Löftet är inte undertecknat av alla sidor än, så det finns inget att avgöra.
feedback-empty = Skriv vad som gjordes och vad det ledde till.
feedback-not-signed = Löftet är inte undertecknat av båda sidor än. Återkopplingen skrivs om det som är lovat.
feedback-changed = Siffrorna eller återkopplingen har ändrats sedan du öppnade sidan. Läs dem igen och spara en gång till. Det du skrev står kvar.
feedback-no-commitment = Löftet har inget åtagande { $number }, eller så står det två gånger i återkopplingen. Ta bort det ena.
feedback-no-goal = Löftet har inget mål { $number }, eller så står det två gånger i återkopplingen. Ta bort det ena.
said-done = Vad vi gjorde
said-why = Varför det inte blev som vi lovade
said-source = Källa
account-learned = Vad vi lärde oss
account-next = Vad händer nu?
promise-closed-on = Löftet är avslutat, { $when }.
carry-not-signed = Bara ett löfte som båda sidor har undertecknat kan fortsätta i ett nytt. Ändra utkastet i stället.
rhythm-months = Skriv hur många månader det ska vara mellan avstämningarna: 1–12.
rhythm-choose = Välj hur ofta löftet ska stämmas av.
rhythm-not-running = Bara ett löfte som är undertecknat och inte avslutat stäms av.
checkpoint-not-yet = Avstämningen är inte förrän { $day }. Skriv kommentaren då.
calendar-name = Löfte, { $municipality }
calendar-promise-begins = Löfte { $number } börjar: { $title }
calendar-promise-ends = Löfte { $number } går ut: { $title }
calendar-promise-verdict = Löfte { $number }: det som avgör målet är slut, utfallet ska skrivas in ({ $title })
calendar-promise-account = Löfte { $number }: återkopplingen ska skrivas ({ $title })
calendar-promise-checkpoint = Löfte { $number }: avstämning ({ $title })
calendar-law-soon = { $what } inom tre månader
calendar-law-due = { $what } senast i dag
calendar-measure = Åtgärd { $number } ska vara klar: { $title }
calendar-agreement = Överenskommelsen går ut: { $title }
calendar-fieldwork = Trygghetsmätningen { $wave }: svaren samlas in
old-nothing-taken = Inget i filen är sparat. Rätta det här och ta in filen igen:
old-none = Filen har inga löften. Skriv minst en rad, och ta in filen igen.
old-bad-json = Filen är inte JSON i den form som behövs: rad { $line }, tecken { $column }. Jämför med exemplet i handledningen.
old-empty = Rad { $row }, kolumnen { $column }: Cellen är tom. Fyll i den.
old-period = Rad { $row }, kolumnen { $column }: Löftet måste sluta efter att det börjar, och ligga mellan 1990 och 2100.
old-no-count = Rad { $row }, kolumnen { $column }: Skriv ett antal, minst 1, och av vad i kolumnen enhet.
old-unknown-party = Rad { $row }, kolumnen { $column }: Det finns ingen part med namnet ”{ $name }”. Lägg till den under Överenskommelser, eller rätta namnet.
old-differs = Rad { $row }, kolumnen { $column }: Här står något annat än på en tidigare rad om samma löfte. Skriv samma, eller lämna cellen tom.
old-bad-kind = Rad { $row }, kolumnen { $column }: Skriv minst, högst, som avsett, på begäran eller gjort eller inte.
old-bad-pace = Rad { $row }, kolumnen { $column }: Skriv vecka, månad, kvartal, tertial, termin, halvår, år eller hela perioden.
old-no-source = Skriv var löftet finns. Ett äldre löfte utan källa går inte att kontrollera.
old-no-commitment = Skriv vad som lovades, eller töm raden.
old-count-and-unit = Skriv både ett antal, minst 1, och av vad. Eller töm båda fälten.
old-known = Det finns redan ett äldre löfte med samma namn och period.
old-preview = I filen finns { $new } nya löften och { $known } som redan är inne.
old-taken = Nya löften: { $stored }. Redan inne: { $known }.
old-checked = Inget är sparat. Nya löften i filen: { $stored }. Redan inne: { $known }.
carry-undecided = Välj vad som blir av åtagande { $number }.
carry-no-reason = Skriv varför åtagande { $number } inte förs vidare. Skälet visas för invånarna.
carry-not-after = Nästa löfte måste börja efter { $from }, då det förra började.
carried-taken_over = Åtagande { $from } i löfte { $earlier } (”{ $text }”) förs vidare som åtagande { $to }.
carried-changed = Åtagande { $from } i löfte { $earlier } (”{ $text }”) förs vidare med ändringar, som åtagande { $to }.
carried-dropped = Åtagande { $from } i löfte { $earlier } (”{ $text }”) förs inte vidare. Skäl: { $reason }
carried-dropped-silent = Åtagande { $from } i löfte { $earlier } (”{ $text }”) förs inte vidare. Inget skäl är skrivet.

## Leveranser

delivery-already-undone = Leveransen är redan tillbakatagen.
delivery-rested-upon = En senare leverans vilar på den här: { $others }. Ta tillbaka den först, och leverera den igen efteråt.
import-needs-mapping = Källan { $source } behöver en fil som säger vilken kolumn som är vad. Ange den med --mapping.
import-unknown-source = Det finns ingen källa ”{ $source }”. Källorna är: { $known }.
aggregate-no-areas = Filen har inga statistiska områden för kommunen. Välj en fil med DeSO eller RegSO, eller utelämna --areas.
aggregate-not-incidents = Bara rader om händelser kan räknas: anmälda brott, ordningsstörningar eller felanmälningar. Ändra ”kind” i mappningen.
aggregate-nothing = Filen har inga rader i en hel period som är slut. Se efter datumen, --from, --until och --taken-out.
aggregate-limits = --least ska vara minst { $lowest } och högst { $highest }.
aggregate-busy = En annan tabell görs mot samma anteckning. Vänta tills den är klar och kör igen.
aggregate-file-twice = { $file } är angiven för två saker, så den ena skulle skriva över den andra. Välj olika filer.
aggregate-ledger-unreadable = { $file } är ingen anteckning om utlämnade tabeller som går att läsa. Ta fram den från en säkerhetskopia: utan den berättar nästa tabell om dem som har kommit emellan.
aggregate-other-ledger = { $file } gäller tabeller från en annan kommun eller källa, om något annat, med andra områden eller med perioder av annan längd. Lämna inte ut båda: tabeller som överlappar varandra skyddar inte varandras små antal. Välj samma områden och samma --per som förra gången. Är det en annan kommun eller källa, välj en annan fil med --ledger.
fetch-address = { $address } är ingen adress. Skriv en som börjar med https://.
fetch-indicators = Skriv id för ett till { $most } nyckeltal, till exempel U30400. De står på kolada.se.
fetch-unreachable = Det går inte att nå { $host }. Se efter att datorn har nät och att brandväggen släpper fram. Utan nät: hämta filen på en annan dator, eller begär den av den som publicerar den.
fetch-busy = { $host } är upptagen och svarade { $status } flera gånger. Vänta en stund och försök igen.
fetch-refused = { $host } svarade { $status } och gav ingen fil. Tjänsten kan ha flyttat eller ändrats; välj en annan adress med --address, eller hämta filen för hand.
fetch-too-large = Svaret från { $host } är större än { $megabytes } MB. Inget är skrivet.
fetch-nothing = { $host } har inget för kommunen. Se efter kommunkoden och vad du frågade efter.
fetch-cut = Svaret är avkortat: { $address }. Inget är skrivet, för en del av det skulle saknas.
fetch-other = { $host } svarade med något annat än det som efterfrågades. Inget är skrivet. Tjänsten kan vara nere eller ha ändrats; försök igen senare, eller hämta filen för hand.
import-busy = En annan leverans pågår. Vänta tills den är klar och försök igen.
link-rule = Välj ett avstånd på minst en meter och en tid på högst ett dygn.
link-changed = Något av paren finns inte längre bland förslagen. Se efter vad som visas nu, och välj igen.
link-no-pair = Kryssa i minst ett par.
link-too-many = Välj högst { $most } par åt gången.
link-opposite = { $pairs } av paren har en rad som ett tidigare beslut säger tvärtom om. Räkna den andra källans rad för dem, eller ta tillbaka det tidigare beslutet först.

## Fel på en hel fil (lofte-import, ImportError)

import-file-unreadable = { $file } går inte att läsa. Kontrollera att den finns och att du får läsa den.
import-file-too-large = { $file } är för stor ({ $bytes } byte; högst { $limit } läses). Dela den, till exempel per år.
import-file-too-large-unpacked = { $file } är för stor när den packas upp ({ $bytes } byte; högst { $limit } läses). Dela den, till exempel per år.
import-file-too-dense = { $file } packas upp till mer än { $times } gånger sin storlek, och det gör ingen tabell. Inget lästes; hämta filen igen från den som gav den.
import-file-too-much-text = { $file } har mer text i sina celler än som får plats i { $megabytes } MB minne. Dela filen, till exempel per år, eller spara den som CSV, som får vara större.
import-file-too-many-parts = { $file } är ett arkiv med { $parts } delar; högst { $limit } läses. Öppna arbetsboken och spara om den.
import-file-too-many-rows = Filen har fler än { $limit } rader, och fler läses inte på en gång. Dela den, till exempel per år.
import-file-too-many-columns = Rad { $row } har fler än { $limit } celler, och så breda tabeller läses inte. Kontrollera vilket tecken som skiljer kolumnerna åt, och ta bort tomma kolumner.
import-file-empty = { $file } är tom. Kontrollera att uttaget blev färdigt.
import-not-a-table = { $file } är { $found ->
    [old-workbook] en Excelfil från tiden före Excel 97 (XLS)
    [locked-workbook] en arbetsbok bakom ett lösenord
    [binary-workbook] en binär Excelarbetsbok (XLSB)
    [open-document] ett OpenDocument-dokument (ODS)
    [numbers] ett Numbers-dokument
    [web-page] en webbsida (HTML)
    [xml] en XML-fil
    [json] en JSON-fil
    [rich-text] ett dokument från en ordbehandlare (RTF)
    [wide-text] en text i UTF-32
    [text-document] ett dokument från en ordbehandlare
    [presentation] en presentation
    [pdf] en PDF
    [picture] en bild
    [encrypted-parquet] en krypterad Parquetfil
    [spss] en SPSS-fil (SAV)
    [database] en SQLite-databas som inte är någon GeoPackage
    [archive] ett ZIP-arkiv utan arbetsbok
   *[other] en binär fil
 } och läses inte. { $found ->
    [archive] Packa upp det och leverera filen som ligger i det.
    [locked-workbook] Ta bort lösenordet och spara den som XLSX eller CSV.
    [encrypted-parquet] Skriv den utan kryptering.
    [spss] Exportera den ur SPSS som CSV eller XLSX, med värdeetiketter i stället för koder.
    [database] Exportera tabellen ur den som CSV.
    [wide-text] Spara den som UTF-8.
   *[other] Spara den som XLSX eller CSV.
 }
import-packed-otherwise = { $file } är packad med { $packing }, och det läses inte. Skriv filen med Snappy eller Zstandard och utan särskild kodning, eller spara den som CSV.
import-unread-column = Kolumnen ”{ $column }” innehåller { $holds ->
    [parts] listor eller sammansatta värden
   *[other] byte som inte är text
 }. Ta bort den ur filen, eller skriv det som står i den som egna kolumner.
import-several-sheets = Flera blad har kolumnerna i mappningen: { $found }. Skriv sheet = "…" i mappningen och leverera filen en gång för varje blad som ska med.
import-hidden-sheet = Bara det dolda bladet ”{ $sheet }” har kolumnerna i mappningen. Skriv sheet = "{ $sheet }" i mappningen om det är rätt blad.
import-no-such-row = Mappningen säger att rubrikerna står på rad { $row }, men filen tar slut före den. Rätta header_row.
import-formulas-without-values = Kolumnen ”{ $column }” har formler utan sparade värden i { $cells } celler. Öppna filen i ett kalkylprogram, spara den och leverera den igen.
import-shortened-numbers = Numren i kolumnen ”{ $column }” ser ut att ha kortats av ett kalkylprogram, på { $rows } rader. Den första är rad { $row }: { $shape } (9 står för en siffra, a för bokstäver). Olika ärenden får då samma nummer. Exportera kolumnen som text, så att alla siffror kommer med.
import-wrong-letters = Bokstäverna i kolumnen ”{ $column }” är fel: på rad { $row } står { $signs ->
    [none] inget
   *[other] { $signs }
 } där det bör stå å, ä eller ö, när filen läses som { $encoding }. Skriv encoding = "…" i mappningen (utf-8, windows-1252, cp850 eller macintosh), eller exportera filen på nytt som UTF-8.
import-no-known-category = Ingen av de { $rows } raderna har en text i kolumnen ”{ $column }” som mappningen nämner under [categories]. Där står bland annat: { $found }. Sådant som inte är en kod visas bara till formen: 9 står för en siffra, a för bokstäver. Rätta mappningen.
import-unknown-codes = Kolumnen ”{ $column }” innehåller { $found }, och inget av det är ett svar på ”{ $item }”. Skriv efter frågan, under [items.codes], vad svaren heter i filen, till exempel A1 = 1 och A2 = 2, och vilka ord som inte är svar, missing = ["N/A"].
import-every-row = Ingen av filens { $rows } rader går att ta emot, alla av samma skäl{ $column ->
    [none] {""}
   *[other] {" "}i kolumnen ”{ $column }”
 }. Inget sparades. Rad { $row }: { $reason ->
    [missing-value] { reject-missing-value }
    [wrong-number-of-cells] { reject-wrong-number-of-cells }
    [bad-time] { reject-bad-time }
    [impossible-time] { reject-impossible-time }
    [skipped-hour] { reject-skipped-hour }
    [implausible-year] { reject-implausible-year }
    [too-coarse] { reject-too-coarse }
    [error-cell] { reject-error-cell }
    [not-submitted] { reject-not-submitted }
    [end-before-start] { reject-end-before-start }
    [in-the-future] { reject-in-the-future }
    [bad-number] { reject-bad-number }
    [bad-coordinate] { reject-bad-coordinate }
    [far-away] { reject-far-away }
    [swapped-coordinates] { reject-swapped-coordinates }
    [unknown-category] { reject-unknown-category }
    [unknown-area] { reject-unknown-area }
    [unknown-region] { reject-unknown-region }
    [unknown-group] { reject-unknown-group }
    [unknown-answer] { reject-unknown-answer }
    [bad-weight] { reject-bad-weight }
    [personal-care] { reject-personal-care }
    [same-number-other-contents] { reject-same-number-other-contents }
    [part-of-whole] { reject-part-of-whole }
    [year-not-over] { reject-year-not-over }
    [contradicts-row] { reject-contradicts-row }
    [period-not-over] { reject-period-not-over }
    [bad-period] { reject-bad-period }
   *[personal-number] { reject-personal-number }
 }
import-not-a-structure = { $file } är ingen enkätstruktur. Exportera den ur LimeSurvey som enkätstruktur (.lss).
import-file-damaged = { $file } är skadad eller bara halvt kopierad. Hämta den igen, eller öppna den och spara om den.
import-unknown-sheet = Det finns inget blad ”{ $sheet }”. Bladen är: { $found }.
import-one-column = Hela filen ser ut att vara en enda kolumn (”{ $found }”). Skilj kolumnerna med semikolon, komma eller tabb.
import-missing-column = Det finns ingen kolumn ”{ $column }”. Kolumnerna är: { $found }. Rätta namnet i mappningen.
import-no-header = Det finns ingen rubrikrad med kolumnen ”{ $column }”. Rad { $row } har { $cells } celler, men inget av namnen: { $shapes } (9 står för en siffra, a för bokstäver). Skriv en rad med kolumnernas namn överst i filen, eller rätta namnen i mappningen.
import-did-you-mean = Menade du ”{ $nearest }”?
import-ambiguous-column = Det finns två kolumner ”{ $column }”. Byt namn på den ena i filen.
import-endless-row = Raden efter rad { $row } tar aldrig slut. Leta efter ett citattecken som öppnas men inte stängs.
import-long-row = Raden efter rad { $row } har mer än { $megabytes } MB text, och så långa rader läses inte. Antingen är texten i en cell för lång, eller så öppnas ett citattecken som aldrig stängs. Ta bort texten eller rätta citattecknet.
import-two-rates = ”{ $one }” och ”{ $other }” är båda antal per 100 000 invånare, och det går inte att veta vilken som gäller. Ta bort den ena kolumnen.
import-ambiguous-dates = Det går inte att avgöra om datumet på rad { $row } i kolumnen ”{ $column }” är dag/månad eller månad/dag. Skriv [time] formats = ["%d/%m/%Y"] (eller "%m/%d/%Y") i mappningen.
import-swapped-columns = ”{ $first }” och ”{ $second }” verkar ha bytt plats i { $rows } av de första { $of } raderna. Byt de två kolumnerna i mappningen.
import-divided-rows = Raderna är uppdelade i kolumnen { $columns }{ $row ->
    [none] {""}
   *[other] {" "}(rad { $row } gäller en del)
 }, och ingen rad gäller helheten. Ta ut hela år och alla tillsammans, eller ta bort kolumnen om den inte delar upp siffrorna.
import-part-of-year = Rad { $row } säger att siffrorna gäller en del av året eller av befolkningen. Ta ut hela år och alla tillsammans, eller ta bort raden om den inte säger så.
import-dates-both-ways = Kolumnen ”{ $column }” har datum i båda ordningarna: rad { $day_first } har dagen först och rad { $month_first } månaden först. Då går det inte att veta vad de andra betyder. Rätta filen, eller skriv [time] formats i mappningen.
import-half-converted = Ett kalkylprogram verkar ha vänt på dag och månad i en del av datumen i kolumnen ”{ $column }”. Rad { $date } är ett datum, och alla sådana har en dag som också kan vara en månad; rad { $text } är en text, och ingen sådan har det. Exportera filen på nytt och leverera den utan att öppna den i ett kalkylprogram. Är datumen rätt, skriv [time] formats i mappningen.
import-written-once = Kolumnen ”{ $column }” är tom på { $rows } av { $of } rader, som om varje text gällde raderna under den. Fyll i cellerna, eller skriv fill_down = ["{ $column }"] överst i mappningen.
import-other-system = ”{ $first }” och ”{ $second }” ser ut att vara { $found ->
    [degrees] grader (WGS 84)
    [sweref99tm] meter i SWEREF 99 TM
    [rt90] meter i RT 90
    [sweref99-zone] meter i en lokal zon av SWEREF 99
   *[web-mercator] meter från en webbkarta (EPSG:3857)
 } i { $rows } av de { $of } första raderna med plats, den första på rad { $row }. { $found ->
    [degrees] Skriv longitude och latitude i mappningen.
    [sweref99tm] Skriv east och north i mappningen.
   *[other] Exportera filen i SWEREF 99 TM eller WGS 84.
 }
import-mapping-unreadable = Rad { $line } i mappningen går inte att förstå: { $what ->
    [unknown-key] nyckeln ”{ $name }” finns inte. De som finns är: { $known }.
    [missing-key] nyckeln ”{ $name }” saknas.
    [unknown-word] ordet ”{ $name }” finns inte. De som finns är: { $known }.
    [key-twice] nyckeln står två gånger.
    [wrong-kind] värdet är av fel slag. Jämför med exemplet bredvid källans kort.
    [period] perioden slutar innan den börjar.
   *[syntax] raden är inte skriven som TOML. Texter står inom raka citattecken, listor inom hakparenteser.
 }
import-mapping-rule = Mappningen stämmer inte vid { $key }: { $rule ->
    [kind] skriv offence, disturbance eller fault.
    [category-missing] nämn kolumnen under [columns], eller ange en fixed_category.
    [category-twice] ta bort den när en kolumn med kategorier är nämnd.
    [categories-missing] skriv under [categories] vilken text som är vilken kategori.
    [two-meanings] ”{ $value }” står för två olika saker.
    [end-clock-alone] nämn också kolumnen end.
    [encoding] skriv till exempel "utf-8" eller "windows-1252".
    [time-columns] nämn antingen time, eller date, eller date och clock.
    [place-columns] nämn antingen longitude och latitude, eller east och north, eller point.
    [place-system] longitude och latitude hör till "wgs84", east och north till "sweref99tm", "rt90" eller en zon som "sweref99-1630".
    [thousands] skriv thousands = "." eller ",". Mellanslag mellan tusental förstås alltid.
    [delimiter] skriv ; eller , eller | eller "\t" för tabb.
    [time-format] ”{ $value }” är ingen form för ett datum. Skriv till exempel "%Y-%m-%d %H:%M".
    [slug] ”{ $value }” får bara skrivas med a–z, 0–9, _ och -.
    [answer-code] ”{ $value }” är ingen svarskod. Skriv hela tal.
    [period] ”{ $value }” är ingen hel period med sitt år. Skriv till exempel "2025" eller "2025-03".
    [person-column] kolumnen ”{ $value }” kan peka ut en person och läses aldrig. Ta bort den ur vågfilen.
    [two-answers] nämn minst två svar.
    [no-such-item] det finns ingen fråga ”{ $value }”.
    [no-such-answer] { $value } är inget svar på frågan.
    [yes-and-no] { $value } räknas både som ja och som nej.
    [yes-no-empty] nämn svar som räknas som ja och svar som räknas som nej.
    [at-least-one] nämn minst en av varje.
    [twice] { $value } står där två gånger.
    [more-mailed] fler enkäter skickades ut än det finns personer i registret.
    [more-out-of-scope] fler ligger utanför undersökningen än det skickades till.
    [not-the-year] året stämmer inte med fältarbetet (fieldwork). Skriv ett år då det pågick, eller rätta datumen.
   *[ages] skriv den yngsta åldern först.
 }
import-weights-nothing = Vikterna i kolumnen ”{ $column }” går inte att använda: de i { $area } blir noll tillsammans. Rätta dem, eller ta bort weight ur vågfilen.
import-weights-against-register = Vikterna i kolumnen ”{ $column }” säger emot registret: enligt dem har { $area } { $weighed } procent av befolkningen, enligt antalen i vågfilen { $registered }. Rätta det ena av dem, eller ta bort weight ur vågfilen.
import-areas-unusable = Gränserna för kommunens områden går inte att använda. Rätta områdesfilen.
import-rows-lost = Rader försvann på vägen. Inget sparades. Det är ett fel i programmet; anmäl det gärna.
import-not-stored = Raderna kunde inte sparas.

## En rad som inte togs emot (lofte-import, Reject)

reject-missing-value = Värdet saknas.
reject-wrong-number-of-cells = Raden har { $found } rutor, men rubrikraden har { $expected }.
reject-bad-time = Tiden går inte att läsa{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Skriv i mappningen hur tiderna ser ut, till exempel [time] formats = ["%y-%m-%d %H:%M"].
reject-impossible-time = Tiden finns inte i kalendern{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Rätta den i filen.
reject-end-before-start = Slutet ligger före början.
reject-in-the-future = Tiden ligger i framtiden.
reject-bad-number = Värdet är inget tal som går att förstå{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Skriv det med alla siffror och utan punkt eller komma mellan tusental.
reject-bad-coordinate = Värdet är ingen koordinat{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Skriv grader eller meter med decimaler, inte minuter, och med alla siffror.
reject-skipped-hour = Tiden har aldrig funnits, för klockan ställdes fram den natten{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }.
reject-implausible-year = Året är orimligt{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Är det rätt, skriv [time] earliest_year i mappningen.
reject-too-coarse = Det är en vecka eller ett kvartal{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Tiden måste vara känd på dagen eller månaden.
reject-error-cell = { $value ->
    [none] Cellen innehåller ett fel från kalkylprogrammet i stället för ett värde.
   *[other] Cellen innehåller kalkylprogrammets fel ”{ $value }” i stället för ett värde.
 }
reject-not-submitted = Enkäten skickades aldrig in.
reject-far-away = Platsen ligger långt utanför kommunen.
reject-swapped-coordinates = Koordinaterna verkar ha bytt plats.
reject-unknown-category = { $value ->
    [none] Kategorin finns inte i mappningen. Ge texten en kategori, i en mappningsfil under [categories].
   *[other] Kategorin ”{ $value }” finns inte i mappningen. Ge texten en kategori, i en mappningsfil under [categories].
 }
reject-unknown-area = { $value ->
    [none] Området finns inte i kommunen, eller så heter flera områden så. Skriv områdets kod.
   *[other] Området ”{ $value }” finns inte i kommunen, eller så heter flera områden så. Skriv områdets kod.
 }
reject-unknown-region = { $value ->
    [none] Cellen är varken en kommuns kod eller dess namn.
   *[other] ”{ $value }” är ingen kommunkod.
 }
reject-unknown-group = { $value ->
    [none] Brottsgruppen är ingen av dem som läses: totalt, brott mot person, stöld, inbrottsstöld, skadegörelse, narkotika- och vapenbrott.
   *[other] Brottsgruppen ”{ $value }” är ingen av dem som läses: totalt, brott mot person, stöld, inbrottsstöld, skadegörelse, narkotika- och vapenbrott.
 }
reject-unknown-answer = { $value ->
    [none] Svaret finns inte i kodboken.
   *[other] Svaret ”{ $value }” finns inte i kodboken.
 }
reject-bad-weight = Vikten saknas eller är inget positivt tal med alla siffror.
reject-personal-number = Cellen innehåller något som ser ut som ett personnummer. Värdet sparas inte någonstans.
reject-personal-care = Raden är en insats för en enskild persons hälsa (sjukvårdslarm, trygghetslarm eller liknande). Sådana tas aldrig emot.
reject-same-number-other-contents = En tidigare rad i filen har samma nummer men annat innehåll. Den första togs emot; rätta filen.
reject-part-of-whole = { $value ->
    [none] Raden gäller en del. Bara rader för helheten togs emot.
   *[other] Raden gäller en del (”{ $value }”). Bara rader för helheten togs emot.
 }
reject-year-not-over = Året är inte slut, så siffran kan inte gälla hela året.
reject-period-not-over = Perioden var inte slut när siffran togs ut, så den kan inte gälla hela perioden.
reject-bad-period = Det går inte att läsa vilken månad, vilket kvartal eller vilket år siffran gäller{ $value ->
    [none] {""}
   *[other] : { $value } (9 står för en siffra, a för bokstäver)
 }. Skriv till exempel 2025-03, 2025 kv 1 eller 2025.
reject-contradicts-row = Rad { $other } har en annan siffra för samma plats, kategori och period. Ingen av dem togs emot; rätta filen.

## Värt att veta om en fil som togs emot (lofte-import, Note)

note-midnight-heaping = { $rows } av { $of } klockslag är exakt 00:00. Troligen betyder det att tiden är okänd; timmarna blir då missvisande.
note-midnight-read-as-date = Alla klockslag i början av filen är 00:00. De { $rows } raderna lästes därför som enbart datum.
note-time-format-guessed = Datumen i kolumnen ”{ $column }” lästes som { $format ->
    [day-month-year] dag/månad/år
    [month-day-year] månad/dag/år
    [days] antal dagar sedan 1900, som kalkylprogram räknar dem
   *[yymmdd] år, månad och dag med två siffror var
 }, eftersom filen bara går ihop så.
note-offset-converted = { $rows } tider med tidszon räknades om till svensk tid.
note-columns-swapped-suspected = Koordinaterna verkar ha bytt plats i { $rows } av { $of } rader med plats. De raderna togs inte emot.
note-outside-every-area = Rader nära kommunen men i inget av dess områden: { $rows }. De räknas, men utan område.
note-no-position = Rader som saknar plats: { $rows }. De räknas, men utan område.
note-name-found = { $precision ->
    [address] Adresser som hittades: { $rows } rader, varav { $placed } i ett område. Läget sparas, inte adressen.
    [street] Gator utan känt nummer: { $rows } rader. De är inga punkter. { $placed } räknas i ett område, eftersom hela gatan ligger i det.
    [place] Namngivna platser: { $rows } rader. De är inga punkter. { $placed } räknas i ett område, eftersom platsen med sin osäkerhet ligger i det.
    [postcode] Postnummer: { $rows } rader. De är inga punkter. { $placed } räknas i ett område, eftersom alla kända adresser med postnumret ligger i det.
    [locality] Tätorter: { $rows } rader. De är inga punkter. { $placed } räknas i ett område, eftersom hela tätorten ligger i det.
   *[area] Områden: { $rows } rader, varav { $placed } räknas i ett område.
 }
note-name-nearly = Rader med en plats som skrivs nästan som ”{ $nearest }”: { $rows }. De placerades inte efter det namnet. Är det samma plats, rätta filen eller lägg till skrivsättet i platsregistret.
note-name-several = Rader med ett platsnamn som flera platser har: { $rows }. De placerades inte efter det. Ta med postnummer eller ort i filen, så skiljs platserna åt.
note-name-unknown = Rader med ett platsnamn som inte finns i platsregistret: { $rows }. De placerades inte efter det.
note-personal-numbers-left-out = { $cells } rutor ser ut att innehålla personnummer. Inget av dem sparades. Be den som lämnade filen att ta bort dem.
note-equal-rows = Rader som är lika en tidigare rad i filen: { $rows }. De behölls, eftersom inget skiljer två lika händelser från en som står två gånger.
note-rows-corrected = Rader med samma nummer som en rad som fanns, men annat innehåll: { $rows }. De nya gäller nu. Tas leveransen tillbaka gäller de gamla igen.
note-header-found = Rubrikraden slutar på rad { $row }; det som står före lästes inte.
note-sheet-chosen = Bladet ”{ $sheet }” lästes, eftersom det har kolumnerna i mappningen.
note-total-rows-only = Kolumnen { $columns } delar upp siffrorna. Bara raderna för helheten togs emot.
note-preliminary-figures = { $rows } siffror är preliminära. Leverera statistiken igen när den är slutlig.
note-hidden-sheets = Arbetsboken har dolda blad som inte lästes: { $sheets }.
note-hidden-rows = Rader som är dolda i arbetsboken, som av ett filter: { $rows }. De lästes ändå. Ta bort dem ur filen om de inte ska räknas.
note-error-cells = Celler i kolumnen ”{ $column }” med ett fel från kalkylprogrammet, som #N/A eller #SAKNAS!: { $cells }. De räknas som tomma.
note-sum-rows = Rader som är summor av andra rader, och därför inte räknades: { $rows }.
note-merged-filled = { $cells } tomma celler fick sin text från en sammanfogad cell ovanför.
note-common-point = { $rows } av { $of } rader med plats ligger på exakt samma punkt. Är det mitten av en ort och inte en plats, skriv position = "centroid" i mappningen.
note-points-not-placed = { $rows } av { $of } rader med plats ligger på ett fåtal punkter, som om de vore mitten av en ort eller ett län. De räknas utan plats och område. Skriv position = "exact" i mappningen om det hände just där, annars position = "centroid".
note-coarse-positions = { $rows } av { $of } rader med plats har så avrundade koordinater (hundradels grader, eller hundratals meter) att platsen kan vara upp till en kilometer fel. De räknas utan plats. Ta ut filen med fler decimaler, eller skriv position = "exact" i mappningen om koordinaterna är exakta.
note-area-against-position = { $rows } av { $of } rader med plats nämner ett område som platsen ligger utanför. De räknas där platsen ligger; bara om den inte ligger i något område av samma slag gäller det nämnda. Kontrollera kolumnerna för plats och område.
note-numbers-but-for-zeros = { $rows } nya rader har samma nummer som en tidigare rad så när som på nollor i början, men annat innehåll. De räknas som egna händelser. Har ett kalkylprogram tagit bort nollorna, ta tillbaka leveransen, exportera numren som text och leverera filen igen.
note-rates-passed-over = Kolumnerna { $columns } räknar per 100 000 av något annat än alla invånare och lästes inte.
note-misspelt = Rader med en text i kolumnen ”{ $column }” som liknar ”{ $nearest }” men inte är den: { $rows }. Menades ”{ $nearest }”? Rätta filen, eller nämn stavningen under [categories] i mappningen.
note-area-centres = Rader med mitten av en ort som plats: { $rows }. De räknas utan plats och område.
note-clock-went-back = Rader som enligt klockan slutar före sin början, eftersom klockan ställdes tillbaka: { $rows }. De räknas till den timme som kom två gånger.
note-silent-months = Det finns inga rader från { $from } till { $to }, fast det finns många i de andra månaderna. Fråga källan om något saknas.
note-not-submitted = { $rows } enkäter är enligt kolumnen ”{ $column }” troligen inte inskickade. De räknades. Skriv submitted = "{ $column }" under [columns] om de inte ska räknas.
note-stratum-not-an-area = Enkätens område { $area } finns inte bland kommunens områden.
note-more-answers-than-mailed = I { $area } kom { $answers } svar, men bara { $mailed } enkäter skickades ut. Kontrollera utskicket.
note-text-rows = Rader med en enda text, som rubriker och fotnoter: { $rows }. De lästes inte.
note-homes-without-point = I { $rows } insatser kan platsen vara någons bostad. Bara området sparades, inte punkten.
note-rows-of-others = Rader om andra kommuner: { $rows }. De lästes inte.
note-filled-down = { $cells } tomma celler fick sin text från cellen ovanför, som när ett område bara står på sin första rad.
note-withheld-figures = { $rows } siffror är dolda eller saknas. De räknas inte som noll.
note-other-indicators = { $rows } värden är inte andelar ur en enkät. De lästes inte.
note-unsure-figures = { $rows } siffror har varken antal svar eller intervall. De visas, men inget mål kan vila på dem.
note-year-of-title = Inga kolumner, eller bara månader, säger året. Året { $year } togs från rubriken.

## Roller

role-coordinator = samordnare
role-police = kommunpolis
role-partner = samverkanspart
role-reader = läsare

## Vad man kan göra (Action)

action-read_casework = läsa arbetsmaterialet
action-read_audit = se loggen
action-import = leverera underlag
action-undo_delivery = ta tillbaka en leverans
action-refresh_picture = räkna om lägesbilden
action-adopt_picture = anta lägesbilden
action-edit_coordination = skriva om samordning och råd
action-edit_agreement = skriva överenskommelser och parter
action-edit_problem = skriva problem och orsaker
action-draft_promise = skriva löften
action-sign_promise = underteckna löften
action-edit_plan = skriva åtgärder
action-report_measure = rapportera om åtgärder
action-judge = avgöra löften
action-sign_agreement = anteckna underskrifter
action-preview_publication = läsa det som skulle publiceras
action-read_drafts = läsa utkast
action-read_small_counts = läsa små antal
action-read_rejects = läsa avvisade rader
action-hide_publication = dölja det publicerade
action-mask = maskera texter
action-set_protection = välja skyddet av siffror
action-publish = publicera
action-manage_users = lägga till och stänga konton
action-manage_police_users = lägga till och stänga polisens konton
action-operate = se hur installationen mår
action-backup = ta en säkerhetskopia

## Händelser i loggen utöver dem

audit-sign_in = loggade in
audit-sign_in_failed = misslyckades att logga in
audit-sign_out = loggade ut
audit-set_up = lade upp kommunen
audit-recover = återställde ett konto
audit-refused = nekades
audit-foreign_request = skickade något från en annan webbplats och nekades
audit-held_up = gissade så ofta att nya försök får vänta
audit-read_restricted = läste sådant som inte alla får se
audit-restore = läste tillbaka en säkerhetskopia
audit-choose_password = valde lösenord
audit-renew_codes = gjorde nya återställningskoder
audit-enrol_factor = började logga in i två steg
audit-subscribe = gjorde en kalenderadress
audit-unsubscribe = tog bort kalenderadressen
audit-use_factor = visade koden från mobilen
audit-drop_factor = tog bort inloggningen i två steg
audit-erase = raderade ett konto

## Hur något kom in

channel-program = programmet självt
channel-page = sida
channel-command = kommando
channel-command_by_holder = kommando med lösenord
channel-job = beställt arbete

## Substantiv

noun-municipality = kommun
noun-area = område
noun-party = part
noun-agreement = överenskommelse
noun-coordination = samordning
weights-line = Rad { $line } är inte en kategori och ett tal med semikolon emellan: ”{ $text }”. Skriv till exempel ”stöld; 10”.
weights-unknown = { $line ->
    [none] ”{ $text }” är ingen kategori.
   *[other] Rad { $line }: ”{ $text }” är ingen kategori.
 } Skriv namnet som det står på sidan Kategorier, eller lägg till den som egen kategori först.
weights-unreadable = Tabellen går inte att läsa: { $text }
weights-unnamed = Skriv vad tabellen heter, vilken utgåva det är och vem som står bakom den.
weights-empty = Tabellen är tom. Skriv en kategori och en vikt på varje rad.
weights-twice = ”{ $text }” har två vikter. Behåll en.
weights-positive = Vikten för ”{ $text }” är inget tal större än noll.
index-table-fault = { $row ->
    [none] Tabellen
   *[other] { $unit ->
        [indicator] Indikator nummer
       *[row] Rad
    } { $row }
 }, { $column ->
    [question] frågan
    [group] gruppen
    [problem] svaren som är problem
    [no_problem] svaren som inte är problem
    [levels] nivåernas namn
    [colours] nivåernas färger
   *[cut] gräns { $number }
 }: { $kind ->
    [no_number] ”{ $text }” är inget tal. Skriv en andel i procent, till exempel 12,5.
    [outside] { $text } procent går inte. En gräns är större än 0 och högst 100.
    [not_increasing] { $text } procent är inte mer än gränsen före, { $before }. Gränserna ska stiga.
    [twice] ”{ $text }” står två gånger. Behåll en.
    [no_codes] ”{ $text }” är inga koder. Skriv hela tal med komma emellan, till exempel 3, 4.
    [both] svaret { $text } står både som problem och som inte problem.
    [not_seven] här står { $text }. Skriv sju, för 0 till 6 poäng, eller inga.
    [no_colour] ”{ $text }” är ingen färg. Skriv den som #1a7f37.
    [too_long] texten är för lång. Högst 300 tecken.
    [too_many] fler än 200 frågor.
   *[missing] här saknas något.
 }
index-table-file = Filen går inte att läsa. { $text }
index-table-too-large = Filen är större än 8 MiB. En indextabell är några kilobyte: kontrollera att det är rätt fil.
unread-not_asked = frågan finns inte i mätningen
unread-no_answers_said = varken tabellen eller mätningen säger vilka svar som är problemet
loaded-same = Det är samma innehåll som redan gäller. Inget ändrades.
noun-loaded_table = inläst tabell
noun-mapping = mappning
noun-link = samma händelse
noun-delivery = leverans
noun-picture = lägesbild
noun-edition = utgåva
noun-problem = problem
noun-promise = löfte
noun-measure = åtgärd
noun-verdict = utfall
noun-revision = tidigare lydelse
noun-activity = insats
noun-feedback = återkoppling
noun-rhythm = rytm
noun-checkpoint = avstämning
noun-calendar = kalender
noun-publication = publicering
noun-account = konto
noun-session = inloggning
noun-job = arbete
noun-audit = logg
noun-public_side = öppna sidor
noun-protection = skydd av siffror
noun-mask = maskering
noun-backup = säkerhetskopia
noun-action = det som kräver rätten att

## Löftets väg

promise-state-draft = utkast
promise-state-proposed = undertecknat av en sida
promise-state-published = undertecknat
promise-state-public = publicerat
promise-state-closed = avslutat
promise-state-historical = tidigare löfte
side-municipality = kommunen
side-police = polisen
direction-increase = ska öka
direction-decrease = ska minska
pace-week = varje vecka
pace-month = varje månad
pace-quarter = varje kvartal
pace-tertial = varje tertial
pace-school_term = varje termin
pace-half_year = varje halvår
pace-year = varje år
pace-whole_period = under hela perioden
quantity-at_least = minst { $count } { $unit } { $per }
quantity-at_most = högst { $count } { $unit } { $per }
quantity-as_intended = minst { $count } { $unit } { $per }, genomförda som avsett
quantity-on_request = när någon ber om det
quantity-done_or_not = görs eller görs inte

## Åtgärdens tre lägen

execution-not_started = inte påbörjad
execution-ongoing = pågår
execution-done = genomförd
execution-dropped = avbruten
fidelity-unknown = vet inte än
fidelity-as_intended = som avsett
fidelity-partly = delvis som avsett
fidelity-not_as_intended = inte som avsett
effect-unknown = vet inte än
effect-better = bättre
effect-no_difference = ingen skillnad
effect-worse = sämre
measure-kind-situational = situationell
measure-kind-social = social

## Problem och orsaker

priority-prioritised = prioriterat
priority-deprioritised = bortprioriterat
perspective-place = platsen
perspective-exposed = de utsatta
perspective-offending = utövandet
support-hypothesis = antagande
support-some = visst stöd
support-strong = starkt stöd

## Utfallet

list-and = och
answer-kept = Målet nått
answer-not_kept = Målet inte nått
answer-cannot_tell = Går inte att säga
answer-waiting = Inte uppföljt än
axis-deeds = Gjorde vi det vi lovade?
axis-effect = Ledde det till det vi ville?
axis-activities = Lovar insatser, inte effekt
axis-activities-told = Löftet lovar insatser, inte effekt. Det bedöms på om insatserna blev gjorda, och säger inget om vad de ledde till.
outcome-one-fulfilled = uppfyllt
outcome-one-partly = delvis uppfyllt
outcome-one-not_fulfilled = inte uppfyllt
outcome-one-cannot_be_shown = utan uppgifter
outcome-one-not_due_yet = pågående
outcome-one-nobody_asked = sådant som ingen har bett om
outcome-many-fulfilled = uppfyllda
outcome-many-partly = delvis uppfyllda
outcome-many-not_fulfilled = inte uppfyllda
outcome-many-cannot_be_shown = utan uppgifter
outcome-many-not_due_yet = pågående
outcome-many-nobody_asked = sådant som ingen har bett om
deeds-fulfilled = Allt gjort
deeds-partly = Delvis gjort
deeds-not_fulfilled = Inte gjort
deeds-cannot_be_shown = Går inte att visa vad som är gjort
deeds-not_due_yet = Pågår
deeds-nobody_asked = Ingen har bett om det
deeds-none = Löftet har inga numrerade åtaganden.
deeds-sentence = Av löftets åtaganden ({ $all }) är { $parts }.
verdict-waiting = Utfallet kommer efter mätningen { $year }.
verdict-share = Andelen som { $indicator }
verdict-of-the-promise = Det som löftet gäller
verdict-has-changed = har ändrats
verdict-has-risen = har ökat med { $points } procentenheter
verdict-has-fallen = har minskat med { $points } procentenheter
verdict-kept = Ja. { $what } { $moved }. Det är mer än löftets regel kräver, och mer än slumpen rimligen ger.
verdict-not_kept = Nej. { $what } { $moved }, och det räcker inte enligt löftets regel.
verdict-within_chance = Det går inte att säga. { $what } { $moved }, men så stor skillnad kan slumpen ensam ge.
verdict-cannot_tell = Det går inte att säga.
rule = Målet är nått om andelen som { $indicator } { $place } { $way } { $by } från mätningen { $baseline } till mätningen { $follow_up }, med högst { $risk } risk att kalla det nått av en slump. Det är inte nått om det omvända är lika säkert. Annars går det inte att säga.
rule-increase = har ökat
rule-decrease = har minskat
rule-at-all = över huvud taget
rule-by-more-than = med mer än { $points } procentenheter
rule-not-worse-than = eller i varje fall inte gått mer än { $points } procentenheter åt andra hållet
rule-everywhere = i hela kommunen
rule-in-its-areas = i löftets områden
rule-in-areas = i { $areas }
rule-practically-unchanged = En förändring som säkert är mindre än { $points } procentenheter kallas i praktiken oförändrad.
rule-before-answer = Regeln bestämdes innan svaret fanns och kan inte ändras.
rule-after-answer = Regeln bestämdes efter mätningen. Därför får målet inget utfall.
baseline-corrected = Utgångsläget är rättat efter underskriften. Mätningen { $wave } levererades på nytt { $on }: { $reason } Undertecknat utgångsläge: { $signed }. Som det är levererat nu: { $now }. Utfallet jämför med det undertecknade.
baseline-corrected-silent = Utgångsläget är ändrat efter underskriften. Mätningen { $wave } levererades på nytt { $on }, utan angivet skäl. Undertecknat utgångsläge: { $signed }. Som det är levererat nu: { $now }. Utfallet jämför med det undertecknade.
cannot-tell-rule_after = Regeln undertecknades { $signed }, och mätningen som avgör började { $began }. En regel som bestäms efter mätningen avgör inget.
cannot-tell-rule_after_known = Mätningen som avgör fanns redan när regeln undertecknades { $signed }. En regel som bestäms efter mätningen avgör inget.
cannot-tell-no_rule = Löftet har inget mål som går att mäta.
cannot-tell-no_baseline = Mätomgången att jämföra med saknas.
cannot-tell-not_yet = Mätomgången som ska avgöra har inte kommit än. Den väntas { $year }.
cannot-tell-series_break = De två mätomgångarna är inte samma mätning, så skillnaden mellan dem säger inget om en förändring.
cannot-tell-too_few_answers = En av mätomgångarna har för få svar: andelen är för osäker att visa, och inget utfall kan vila på den.
cannot-tell-no_variance = Svaren varierar inte alls, så inget säger hur osäkra de är.
cannot-tell-too_few_events = Händelserna var för få innan: det behövs minst { $least } för att en förändring ska gå att se.
cannot-tell-too_weak = Med så få händelser syns bara en minskning på minst { $percent } procent. Det är för grovt för ett utfall.
cannot-tell-too_weak_at_all = Med så få händelser syns ingen minskning alls.
cannot-tell-not_comparable = Områdena att jämföra med liknar inte löftets områden nog.
cannot-tell-drift_before = Områdena gick isär redan innan något gjordes.
cannot-tell-within_chance = Skillnaden är inte större än vad slumpen kan ge.
break-instrument = ett annat frågeformulär
break-mode = ett annat sätt att samla in svaren
break-ages = andra åldrar
break-season = en annan årstid
break-question = frågan saknas eller lyder annorlunda
break-scale = andra svarsalternativ
break-areas = områden som bara finns i den ena: { $areas }
break-self_selected = vem som helst fick svara
break-weights = bara den ena har vikter
mode-post_and_web = post och webb
mode-web = webb
mode-telephone = telefon
mode-visit = besök
mode-self_selected = självvalda svar

## Vad rader berättar om

kind-offence = anmälda brott
kind-disturbance = ordningsstörningar (EST)
kind-fault = felanmälningar
kind-statistic = officiell statistik
kind-survey = trygghetsmätning
kind-counts = tabeller med antal
kind-survey_results = publicerade mätresultat

## Kategorier

category-group-total = Alla brott
category-group-person = Brott mot person
category-group-property = Stöld, inbrott och bedrägeri
category-group-damage = Skadegörelse och brand
category-group-drugs_weapons = Narkotika och vapen
category-group-traffic = Trafik
category-group-order = Ordning
category-group-place = Platsens skick
category-group-other = Övrigt

suggest-label = heter så
suggest-term = ”{ $evidence }” brukar betyda det
suggest-code = brottskoden börjar med { $evidence }
suggest-stem = liknar ”{ $evidence }”
suggest-slip = kan vara felskrivet för ”{ $evidence }”
suggest-wider = vidare kategori för { $evidence }

category-no-title = Skriv vad kategorin ska heta.
category-shared = Den kategorin finns redan i den gemensamma listan. Välj den där, så betyder den samma sak i alla kommuner.
category-twice-own = En annan egen kategori heter redan så. Välj den, eller skriv ett annat namn.

## Hur en siffra är framräknad

method-count = Antal rader.
method-garwood_rate = Antal per 1 000 invånare, med exakt 95-procentigt osäkerhetsintervall för ett litet antal händelser (Garwood 1936).
method-weekday_hour = Antal rader per veckodag och timme. Rader utan klockslag är inte med.
method-stratified_share = Andel i ett urval draget per område, vägd efter antal invånare, med 95-procentigt osäkerhetsintervall.
method-as_published = Publicerat antal, visat som det publicerades.
method-harm_sum = Antal gånger vikt, summerat, med 95-procentigt osäkerhetsintervall för en vägd summa (Fay och Feuer 1997).
method-problem_index = Andelen med problemet ger 0 till 6 poäng efter tabellens gränser; indexet är medelvärdet av frågornas poäng. Osäkerhetsintervallet på 95 procent är räknat med 1 000 omdragna urval (Rao och Wu 1988).
method-as_handed_over = Antal, visade som källan lämnade dem. De läggs aldrig ihop med händelser eller med en annan källas antal.

## Organisationer och platser

party-kind-municipality = kommun
party-kind-police = polis
party-kind-housing = bostadsbolag
party-kind-transport = kollektivtrafik och stationer
party-kind-association = förening eller samfund
party-kind-business = företag
party-kind-authority = myndighet
area-kind-deso = DeSO
area-kind-own = eget område
place-type-residential = boendemiljö
place-type-station = stationsområde
place-type-centre = centrum
place-type-mixed = landsbygd och blandat
place-group-residents = de som bor där
place-group-visitors = besökare
place-group-travellers = resenärer
place-group-pupils = elever
place-group-employees = de som arbetar där
place-no-name = Skriv ett namn på högst 80 tecken.
place-no-type = Välj vilken sorts plats det är.
place-too-few-corners = Platsen behöver minst tre hörn, och högst 500.
place-crosses-itself = Gränsen korsar sig själv. Skriv hörnen i den ordning som man går runt platsen.
place-far-away = Något hörn ligger långt från kommunen. Latitud skrivs först, sedan longitud; i SWEREF 99 TM norr först, sedan öster.
place-bad-corner = Hörn { $number } går inte att läsa: ”{ $line }”. Skriv två tal, till exempel 59.0585, 16.5868.
place-no-areas = Peka ut minst tre hörn på kartan, skriv dem i listan, eller välj minst ett område.
place-same-border = { $name } har redan samma gräns.
place-police-same = Kommunen hör redan till det lokalpolisområdet. Inget ändrades.
place-police-whole = { $name } (hela lokalpolisområdet, inte bara kommunen)
place-statistical = Ett statistiskt område ritas inte om här. Ta in en fil med den indelning som gäller.
place-ends-later = Sista dagen har inte varit än. Avsluta platsen när den dagen är här.
place-ends-before = Sista dagen ligger före den dag som platsen används från.
place-bad-day = Skriv dagen som år, månad och dag: 2026-11-30.
goal-area-not-throughout = { $area } användes inte hela den tid som målet utgår från, så händelser från den tiden saknas i den. Välj senare månader eller ett område som fanns då.

## Arbeten

job-state-queued = väntar
job-state-running = pågår
job-state-done = klart
job-state-failed = misslyckades
job-interrupted = Arbetet avbröts när programmet stängdes. Starta det igen.

## Kalender

weekday-1 = måndag
weekday-2 = tisdag
weekday-3 = onsdag
weekday-4 = torsdag
weekday-5 = fredag
weekday-6 = lördag
weekday-7 = söndag
month-1 = januari
month-2 = februari
month-3 = mars
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = augusti
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

## Märkning

synthetic = syntetiska uppgifter

## Publiceringens ändringar

change-new = Nytt:
change-changed = Ändrat:
change-gone = Borta:
change-limit-threshold = antal under den här gränsen visas inte
change-limit-protect = så vid är osäkerheten om ett dolt antal minst
change-limit-min_answers = minsta antal svar för en andel
change-limit-answer_threshold = minsta antal ja- och nejsvar för en andel
change-part-name = kommunens namn
change-part-contact = kontakt
change-part-title = rubrik
change-part-text = text
change-part-period = gäller
change-part-areas = områden
change-part-problem = problem
change-part-commitment = åtagande
change-part-goal = mål och regel
change-part-standing = ställning
change-part-measure = åtgärd
change-part-answer = utfall
change-part-evidence = utfallets siffror
change-part-feedback = återkoppling
change-part-next = vad som händer nu
change-part-carried = vad som förs vidare
change-part-said = återkoppling om åtagande
change-part-said_of_goal = återkoppling om mål
change-part-learned = vad vi lärde oss
change-part-closed = avslutat
change-part-parties = parter
change-part-purposes = syften
change-part-registry_number = diarienummer
change-part-signatures = underskrifter
change-part-edition = utgåva
change-figures-new = Nya siffror: { $count }
change-figures-new-hidden = Nya rutor som döljs: { $count }
change-figures-hidden = Siffror som visades och nu döljs: { $count }
change-figures-changed = Ändrade siffror: { $count }
change-figures-gone = Siffror som inte längre visas: { $count }
change-about-promise = Löfte { $number }
change-about-agreement = Överenskommelsen ”{ $title }”
change-about-municipality = Kommunen
change-about-protection = Skyddet av siffrorna
change-about-picture = Lägesbilden
change-part-count = antal
change-part-official = officiell statistik
change-part-share = andel

## Det som hålls inne

held-table = Antalen för { $kind } { $year }
held-category = Antalen för { $category } ({ $kind } { $year })
held-share = Andelen { $indicator } i mätningen { $wave }, { $area }
held-verdict = Siffrorna bakom utfallet av löfte { $promise }, mätningen { $wave }
held-why-too_few = de bygger på för få.
held-why-few_new = så få rader har tillkommit att skillnaden skulle avslöja dem.
held-why-costs_more = nya siffror skulle dölja mer än de visar.
held-why-no_areas = områdena går inte att skydda, så summan visas ensam.
held-why-corrected = rader har rättats eller tagits tillbaka, och skillnaden skulle avslöja få.
held-why-beside = tillsammans med det som är eller har varit publicerat skulle de avslöja få.
held-why-answers_changed = svaren är inte de som mätningen först publicerades med.
held-why-unknown = svaren bakom går inte att granska.
held-instead = Siffrorna från publicering { $number } står kvar.

## Maskering

mask-too-short = Skriv minst { $least } tecken av texten som ska maskeras.
mask-no-ground = Skriv på vilken grund texten maskeras, till exempel dataskyddsförordningen artikel 17.
mask-ground-tells = Grunden får inte innehålla det som maskeras: den visas för alla.
mask-nothing-there = Texten finns inte där, eller så är den redan maskerad. Skriv den precis som den står.
mask-not-sure = Kryssa i att du vet att det inte går att ångra.
masked-told = En text är maskerad sedan { $when } av { $side }. Grund: { $ground }.

### Dokumentet om ett löfte, och öppna data

document-promise = Medborgarlöfte
document-synthetic = Syntetiska uppgifter
document-synthetic-note = Syntetiska uppgifter: påhittade siffror som visar hur Löfte fungerar. De säger inget om den riktiga kommunen.
document-no-value = ej redovisat
