using System.Net;
using System.Text;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs.Output;

public sealed class RunOutputTests(SlipwayHost host)
{
    [Fact]
    public async Task What_is_looked_at_first_comes_first_and_other_files_are_not_output()
    {
        var run = await RunDoor.OpenAsync(host);
        foreach (var path in new[] { "logs/a.log", "logs/stdout.log", "notes.txt", "deep/er/x.log", "train.out", "stderr.txt" })
        {
            await run.PutFileAsync(host.Ben, path, "x");
        }

        (await run.GetAsync(host.Ben, "/output")).AsArray().Select(file => file!.Text("path")).ShouldBe(["logs/stdout.log", "logs/a.log", "stderr.txt", "train.out"]);
    }

    [Fact]
    public async Task A_text_is_found_with_the_place_of_its_line()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "logs/stdout.log", "epoch 1\nWärme: loss nan\r\n\nepoch 2 LOSS 0.5");

        var found = await run.GetAsync(host.Ben, "/output/search?path=logs/stdout.log&text=loss");

        found["hits"]!.AsArray().Select(hit => (hit!["offset"]!.GetValue<long>(), hit.Text("text"))).ShouldBe([(8, "Wärme: loss nan"), (27, "epoch 2 LOSS 0.5")]);
        found["next"].ShouldBeNull();
    }

    [Fact]
    public async Task More_hits_than_an_answer_takes_go_on_where_it_ended()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "a.log", string.Concat(Enumerable.Range(0, 450).Select(line => $"line {line} of many\n")));

        List<string> found = [];
        for (long? from = 0; from is not null;)
        {
            var part = await run.GetAsync(host.Ben, $"/output/search?path=a.log&text=of&from={from}");
            found.AddRange(part["hits"]!.AsArray().Select(hit => hit!.Text("text")));
            from = part["next"]?.GetValue<long>();
        }

        found.ShouldBe(Enumerable.Range(0, 450).Select(line => $"line {line} of many"));
    }

    [Fact]
    public void A_line_is_found_however_its_bytes_arrive()
    {
        var bytes = Encoding.UTF8.GetBytes($"{new string('x', LineScanner.LineLimit * 2)}needle\nshort needle\n");
        var scanner = new LineScanner("NEEDLE", 100, 10);
        foreach (var piece in bytes.Chunk(7))
        {
            scanner.Write(piece);
        }

        // What is beyond the limit of a line isn't looked at; the next line's place is right all the same.
        scanner.Hits.ShouldBe([new OutputHit(100 + (LineScanner.LineLimit * 2) + 7, "short needle")]);
    }

    [Fact]
    public async Task The_neighbour_reads_nothing_of_what_a_run_printed()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "a.log", "secret");

        await run.GetAsync(host.Gus, "/output", HttpStatusCode.NotFound);
        await run.GetAsync(host.Gus, "/output/search?path=a.log&text=secret", HttpStatusCode.NotFound);
        await run.GetAsync(host.Ben, "/output/search?path=../x.log&text=secret", HttpStatusCode.BadRequest);
        await run.GetAsync(host.Ben, "/output/search?path=other.log&text=secret", HttpStatusCode.NotFound);
    }
}
