/**
 * The command of a job that says what it was given, writes a part of 300,000 random bytes every 0.2 s and prints its
 * checksum, until it is asked to stop.
 */
export const writeParts = `
echo "$DNI_JOB_ID runs with '$DNI_JOB_NODE' and '$DNI_WORKBENCH_RUNTIME' in $(cat name.txt)"
echo "secret: $DNI_TEST_SECRET"
cd "$DNI_JOB_FOLDER" || exit 1
n=0
until [ -e requests/stop ]; do
  if ! [ -e requests/pause ]; then
    n=$((n + 1)); name=parts/$(printf %06d $n)
    head -c 300000 /dev/urandom > $name.new
    echo "part $n $(sha256sum < $name.new | cut -c1-64)"
    mv $name.new $name.part
  fi
  sleep 0.2
done
echo stopped
`;
