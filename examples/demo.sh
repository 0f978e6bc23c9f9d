#!/bin/sh
# Reads the ten example reports into a record that is thrown away, and asks it three questions.
set -eu
examples=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln -s "$examples" "$folder/examples"
cd "$folder"
unset TOLLBOOK_RECORD

echo '> tollbook read examples'
tollbook read examples

echo
echo '1. How many civilians were killed in east Aleppo in the second half of November 2016?'
echo '> tollbook ask --harm killed --who civilians --where "east Aleppo" --from 2016-11-15 --to 2016-11-30'
tollbook ask --harm killed --who civilians --where "east Aleppo" --from 2016-11-15 --to 2016-11-30

echo
echo '2. How many people were displaced there in the last week of November?'
echo '> tollbook ask --harm displaced --where "east Aleppo" --from 2016-11-24 --to 2016-11-30'
tollbook ask --harm displaced --where "east Aleppo" --from 2016-11-24 --to 2016-11-30

echo
echo '3. How many were besieged there as November ended?'
echo '> tollbook ask --harm besieged --where "east Aleppo" --from 2016-11-24 --to 2016-12-01'
tollbook ask --harm besieged --where "east Aleppo" --from 2016-11-24 --to 2016-12-01
