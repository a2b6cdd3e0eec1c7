### Den röda tråden: vad tingen heter i en rad och i en mening, och vad som saknas.

## I en rad

thread-thing-delivery = Leverans från { $title }
thread-thing-wave = Mätningen { $number }
thread-thing-edition = Lägesbilden, utgåva { $number }
thread-thing-problem = Problem { $number }: { $title }
thread-thing-cause = Orsak { $number } i problem { $of }: { $title }
thread-thing-agreement = { $title }
thread-thing-promise = Löfte { $number }: { $title }
thread-thing-commitment = Åtagande { $number } i löfte { $of }: { $title }
thread-thing-measure = Åtgärd { $number }: { $title }
thread-thing-verdict = Utfallet av löfte { $number }
thread-thing-feedback = Återkopplingen om löfte { $number }

## I en mening

thread-short-delivery = leverans från { $title }
thread-short-wave = mätningen { $number }
thread-short-edition = lägesbildens utgåva { $number }
thread-short-problem = problem { $number }
thread-short-cause = orsak { $number } i problem { $of }
thread-short-agreement = överenskommelsen { $title }
thread-short-promise = löfte { $number }
thread-short-commitment = åtagande { $number } i löfte { $of }
thread-short-measure = åtgärd { $number }
thread-short-verdict = utfallet av löfte { $number }
thread-short-feedback = återkopplingen om löfte { $number }

## Stegen i kedjan

thread-stage-delivery = Leveranser
thread-stage-wave = Mätningar
thread-stage-edition = Lägesbild
thread-stage-problem = Problem
thread-stage-cause = Orsaker
thread-stage-agreement = Överenskommelser
thread-stage-promise = Löften
thread-stage-commitment = Åtaganden
thread-stage-measure = Åtgärder
thread-stage-verdict = Utfall
thread-stage-feedback = Återkoppling

## Var något står i tråden

thread-standing-upstream = grund
thread-standing-this = det här
thread-standing-downstream = följer av
thread-standing-beside = vid sidan

## Lösa trådar, en i taget

loose-no-edition = Problem { $number } vilar inte på någon antagen lägesbild: { $title }
loose-no-cause-analysis = Problem { $number } har ingen orsaksanalys: { $title }
loose-no-promise = Inget löfte svarar på problem { $number }: { $title }
loose-no-measure = Ingen åtgärd arbetar med problem { $number }: { $title }
loose-no-problem = Löfte { $number } svarar inte på något problem: { $title }
loose-signed-without-causes = Löfte { $number } undertecknades utan orsaksanalys av problem { $missing }: { $title }
loose-causes-after-signing = Löfte { $number } undertecknades innan orsakerna till problem { $missing } var skrivna: { $title }
loose-no-measure-towards = Ingen åtgärd genomför { $thing }: { $title }
loose-no-cause = Ingen orsak är angiven för { $thing }: { $title }
loose-unknown-cause = Orsak { $missing }, som { $thing } hänvisar till, finns inte: { $title }
loose-no-verdict = Löfte { $number } ska följas upp, men utfallet är inte inskrivet: { $title }
loose-no-feedback = Löfte { $number } saknar återkoppling till invånarna: { $title }

## Märken vid det som brister

loose-label-no-edition = Ingen lägesbild
loose-label-no-cause-analysis = Ingen orsaksanalys
loose-label-no-promise = Inget löfte
loose-label-no-measure = Ingen åtgärd
loose-label-no-problem = Inget problem
loose-label-signed-without-causes = Undertecknat utan orsaksanalys
loose-label-causes-after-signing = Undertecknat före orsaksanalysen
loose-label-no-measure-towards = Ingen åtgärd
loose-label-no-cause = Ingen orsak
loose-label-unknown-cause = Okänd orsak
loose-label-no-verdict = Inget utfall
loose-label-no-feedback = Ingen återkoppling

## Rubriker i listan

loose-heading-no-edition = Problem som inte vilar på någon lägesbild
loose-heading-no-cause-analysis = Prioriterade problem utan orsaksanalys
loose-heading-no-promise = Problem utan löfte
loose-heading-no-measure = Problem utan åtgärd
loose-heading-no-problem = Löften utan problem
loose-heading-signed-without-causes = Löften som undertecknades utan orsaksanalys
loose-heading-causes-after-signing = Löften som undertecknades före orsaksanalysen
loose-heading-no-measure-towards = Åtaganden utan åtgärd
loose-heading-no-cause = Åtaganden och åtgärder utan orsak
loose-heading-unknown-cause = Åtaganden och åtgärder med en orsak som inte finns
loose-heading-no-verdict = Löften som ska följas upp men saknar utfall
loose-heading-no-feedback = Löften som saknar återkoppling

## Flera på en gång, på översikten

loose-many-no-edition = { $count } problem vilar inte på någon lägesbild
loose-many-no-cause-analysis = { $count } prioriterade problem saknar orsaksanalys
loose-many-no-promise = { $count } problem saknar löfte
loose-many-no-measure = { $count } problem saknar åtgärd
loose-many-no-problem = { $count } löften svarar inte på något problem
loose-many-signed-without-causes = { $count } löften undertecknades utan orsaksanalys
loose-many-causes-after-signing = { $count } löften undertecknades före orsaksanalysen
loose-many-no-measure-towards = { $count } åtaganden saknar åtgärd
loose-many-no-cause = { $count } åtaganden och åtgärder saknar orsak
loose-many-unknown-cause = { $count } åtaganden och åtgärder har en orsak som inte finns
loose-many-no-verdict = { $count } löften ska följas upp
loose-many-no-feedback = { $count } löften saknar återkoppling

## Kommandot

cli-thread-none = Inga lösa trådar: kedjan håller.
cli-thread-no-such = Det finns inget sådant i kedjan. lofte thread list visar vad som finns.
cli-thread-part = Du ser det som din organisation har del i, och därför inte vad som saknas.
cli-col-stage = Steg
cli-col-thing = Vad
cli-col-standing = I tråden
cli-col-rests-on = Vilar på
cli-col-missing = Saknas
cli-col-reference = Namn
