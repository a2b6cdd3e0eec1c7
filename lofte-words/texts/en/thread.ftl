### The red thread: what things are called in a line and in a sentence, and what is missing.

## In a line

thread-thing-delivery = Delivery from { $title }
thread-thing-wave = The survey { $number }
thread-thing-edition = The picture, edition { $number }
thread-thing-problem = Problem { $number }: { $title }
thread-thing-cause = Cause { $number } of problem { $of }: { $title }
thread-thing-agreement = { $title }
thread-thing-promise = Promise { $number }: { $title }
thread-thing-commitment = Commitment { $number } of promise { $of }: { $title }
thread-thing-measure = Measure { $number }: { $title }
thread-thing-verdict = The verdict on promise { $number }
thread-thing-feedback = The account of promise { $number }

## In a sentence

thread-short-delivery = delivery from { $title }
thread-short-wave = the survey { $number }
thread-short-edition = edition { $number } of the picture
thread-short-problem = problem { $number }
thread-short-cause = cause { $number } of problem { $of }
thread-short-agreement = the agreement { $title }
thread-short-promise = promise { $number }
thread-short-commitment = commitment { $number } of promise { $of }
thread-short-measure = measure { $number }
thread-short-verdict = the verdict on promise { $number }
thread-short-feedback = the account of promise { $number }

## The steps of the chain

thread-stage-delivery = Deliveries
thread-stage-wave = Surveys
thread-stage-edition = Picture
thread-stage-problem = Problems
thread-stage-cause = Causes
thread-stage-agreement = Agreements
thread-stage-promise = Promises
thread-stage-commitment = Commitments
thread-stage-measure = Measures
thread-stage-verdict = Verdicts
thread-stage-feedback = Accounts

## Where something stands in the thread

thread-standing-upstream = ground
thread-standing-this = this
thread-standing-downstream = follows
thread-standing-beside = beside

## Loose ends, one by one

loose-no-edition = Problem { $number } rests on no adopted picture: { $title }
loose-no-cause-analysis = Problem { $number } has no cause analysis: { $title }
loose-no-promise = No promise answers problem { $number }: { $title }
loose-no-measure = No measure works on problem { $number }: { $title }
loose-no-problem = Promise { $number } answers no problem: { $title }
loose-signed-without-causes = Promise { $number } was signed without a cause analysis of problem { $missing }: { $title }
loose-causes-after-signing = Promise { $number } was signed before the causes of problem { $missing } were written: { $title }
loose-no-measure-towards = No measure carries out { $thing }: { $title }
loose-no-cause = No cause is named for { $thing }: { $title }
loose-unknown-cause = Cause { $missing }, which { $thing } refers to, does not exist: { $title }
loose-no-verdict = Promise { $number } is due for follow-up, and no verdict is recorded: { $title }
loose-no-feedback = Promise { $number } lacks an account to residents: { $title }

## Marks at what is broken

loose-label-no-edition = No picture
loose-label-no-cause-analysis = No cause analysis
loose-label-no-promise = No promise
loose-label-no-measure = No measure
loose-label-no-problem = No problem
loose-label-signed-without-causes = Signed without a cause analysis
loose-label-causes-after-signing = Signed before the cause analysis
loose-label-no-measure-towards = No measure
loose-label-no-cause = No cause
loose-label-unknown-cause = Unknown cause
loose-label-no-verdict = No verdict
loose-label-no-feedback = No account

## Headings in the list

loose-heading-no-edition = Problems that rest on no picture
loose-heading-no-cause-analysis = Prioritised problems without a cause analysis
loose-heading-no-promise = Problems without a promise
loose-heading-no-measure = Problems without a measure
loose-heading-no-problem = Promises without a problem
loose-heading-signed-without-causes = Promises that were signed without a cause analysis
loose-heading-causes-after-signing = Promises that were signed before the cause analysis
loose-heading-no-measure-towards = Commitments without a measure
loose-heading-no-cause = Commitments and measures without a cause
loose-heading-unknown-cause = Commitments and measures with a cause that does not exist
loose-heading-no-verdict = Promises due for follow-up without a verdict
loose-heading-no-feedback = Promises without an account

## Several at once, on the overview

loose-many-no-edition = { $count } problems rest on no picture
loose-many-no-cause-analysis = { $count } prioritised problems lack a cause analysis
loose-many-no-promise = { $count } problems lack a promise
loose-many-no-measure = { $count } problems lack a measure
loose-many-no-problem = { $count } promises answer no problem
loose-many-signed-without-causes = { $count } promises were signed without a cause analysis
loose-many-causes-after-signing = { $count } promises were signed before the cause analysis
loose-many-no-measure-towards = { $count } commitments lack a measure
loose-many-no-cause = { $count } commitments and measures lack a cause
loose-many-unknown-cause = { $count } commitments and measures have a cause that does not exist
loose-many-no-verdict = { $count } promises are due for follow-up
loose-many-no-feedback = { $count } promises lack an account

## The command

cli-thread-none = No loose ends: the chain holds.
cli-thread-no-such = There is no such thing in the chain. lofte thread list shows what there is.
cli-thread-part = You see what your organisation has a part in, and therefore not what is missing.
cli-col-stage = Step
cli-col-thing = What
cli-col-standing = In the thread
cli-col-rests-on = Rests on
cli-col-missing = Missing
cli-col-reference = Name
