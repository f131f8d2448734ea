using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Foundation.Ledger;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Billing;

public sealed class StoredBytesTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_bytes_count_once_and_stop_counting_with_the_last_file_that_has_them()
    {
        var founded = await Founded.NewAsync(host);
        var (first, second) = (await founded.Owner.NewRunFolderAsync(founded.Project), await founded.Owner.NewRunFolderAsync(founded.Project));

        await PutAsync(founded, $"{first}/a.bin", 'a', 1_000);
        await PutAsync(founded, $"{first}/again.bin", 'a', 1_000);
        await PutAsync(founded, $"{second}/a.bin", 'a', 1_000);
        await PutAsync(founded, $"{second}/b.bin", 'b', 500);
        (await UsedAsync(founded)).ShouldBe(1_500);

        await DeleteAsync(founded, $"{first}/a.bin");
        await DeleteAsync(founded, $"{first}/again.bin");
        (await UsedAsync(founded)).ShouldBe(1_500);
        await DeleteAsync(founded, $"{second}/a.bin");
        (await UsedAsync(founded)).ShouldBe(500);
    }

    [Fact]
    public async Task What_takes_a_files_place_is_counted_in_its_place()
    {
        var founded = await Founded.NewAsync(host);
        var folder = await founded.Owner.NewRunFolderAsync(founded.Project);

        await PutAsync(founded, $"{folder}/model.bin", 'a', 1_000);
        await PutAsync(founded, $"{folder}/model.bin", 'b', 300);
        await PutAsync(founded, $"{folder}/model.bin", 'b', 300);

        (await founded.BooksAsync(Resource.StoredBytes)).ShouldSatisfyAllConditions(books => books.Balance.ShouldBe(300), books => books.Entries.ShouldBe(300), books => books.Count.ShouldBe(2));
    }

    [Fact]
    public async Task A_file_that_does_not_fit_is_refused_and_leaves_nothing_and_deleting_makes_room_at_once()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.StoredBytes, 2_048);
        var run = await ArtifactCalls.NewRunAsync(founded.Owner, founded.Project);
        var folder = $"0/{run}/artifacts";
        await PutAsync(founded, $"{folder}/a.bin", 'a', 1_536);

        var refused = await founded.Owner.PutFileAsync(founded.Project, $"{folder}/b.bin", Bytes('b', 1_024)).JsonAsync(HttpStatusCode.Forbidden);
        refused.Code().ShouldBe("QUOTA_EXCEEDED");
        refused.Text("message").ShouldStartWith("This organization stores 1.5 KiB of the 2 KiB that its plan Free allows, and this needs 1 KiB more. Delete artifacts");
        await founded.Owner.GetFileAsync(founded.Project, $"{folder}/b.bin").ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await founded.Owner.ReadFileAsync(founded.Project, $"{folder}/a.bin")).Length.ShouldBe(1_536);

        await DeleteAsync(founded, $"{folder}/a.bin");
        await PutAsync(founded, $"{folder}/b.bin", 'b', 1_024);
        var restoring = await founded.Owner.SendAsync(HttpMethod.Post, $"{ArtifactCalls.OwnApi(founded.Project, run)}/restorations", new { path = "a.bin" }).JsonAsync(HttpStatusCode.Forbidden);
        restoring["code"]!.GetValue<string>().ShouldBe("QUOTA_EXCEEDED");

        await founded.LimitAsync(Resource.StoredBytes, 4_096);
        await founded.Owner.SendAsync(HttpMethod.Post, $"{ArtifactCalls.OwnApi(founded.Project, run)}/restorations", new { path = "a.bin" }).JsonAsync();
        (await UsedAsync(founded)).ShouldBe(2_560);
    }

    [Fact]
    public async Task Two_hundred_files_at_once_never_pass_the_limit()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.StoredBytes, 10_050);
        var folder = await founded.Owner.NewRunFolderAsync(founded.Project);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => founded.Owner.PutFileAsync(founded.Project, $"{folder}/{i}.bin", [.. BitConverter.GetBytes(i), .. new byte[96]])));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(100);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.Forbidden).ShouldBe(100);
        (await founded.InAsync((db, _) => db.Artifacts.SumAsync(artifact => artifact.Size))).ShouldBe(10_000);
        (await UsedAsync(founded)).ShouldBe(10_000);
    }

    [Fact]
    public async Task A_large_file_in_parts_is_refused_when_it_is_whole_and_too_much()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.StoredBytes, 1_000);
        var folder = await founded.Owner.NewRunFolderAsync(founded.Project);
        string Mpu(string what) => $"{founded.Project}/api/2.0/mlflow-artifacts/mpu/{what}/{folder}";
        var begun = await founded.Owner.SendAsync(HttpMethod.Post, Mpu("create"), new { path = "big.bin", num_parts = 1 }).JsonAsync();
        using var part = await host.Nobody.PutAsync(new Uri(begun["credentials"]![0]!.Text("url")).PathAndQuery, new ByteArrayContent(new byte[2_000]), Ct);

        var parts = new JsonArray(new JsonObject { ["part_number"] = 1, ["etag"] = part.Headers.ETag!.Tag });
        var refused = await founded.Owner.SendAsync(HttpMethod.Post, Mpu("complete"), new { path = "big.bin", upload_id = begun.Text("upload_id"), parts }).JsonAsync(HttpStatusCode.Forbidden);

        refused.Code().ShouldBe("QUOTA_EXCEEDED");
        (await UsedAsync(founded)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_version_holds_counts_until_the_version_is_erased()
    {
        var founded = await Founded.NewAsync(host);
        await founded.Owner.NewModelAsync(founded.Project, "net");
        var run = await ArtifactCalls.NewRunAsync(founded.Owner, founded.Project);
        await PutAsync(founded, $"0/{run}/artifacts/model.bin", 'm', 700);
        await founded.Owner.PostAsync(founded.Project, "model-versions/create", new { name = "net", source = $"runs:/{run}/", run_id = run });

        await DeleteAsync(founded, $"0/{run}/artifacts/model.bin");
        (await UsedAsync(founded)).ShouldBe(700);

        var models = $"{founded.Api}/projects/first/models/net/versions/1";
        await founded.Owner.SendAsync(HttpMethod.Put, $"{models}/trash").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await founded.Owner.SendAsync(HttpMethod.Put, $"{models}/erasure").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await UsedAsync(founded)).ShouldBe(0);
    }

    private static byte[] Bytes(char of, int count) => [.. Enumerable.Repeat((byte)of, count)];

    private static Task PutAsync(Founded founded, string path, char of, int count) => founded.Owner.PutFileAsync(founded.Project, path, Bytes(of, count)).ShouldAnswerAsync(HttpStatusCode.OK);

    private static Task DeleteAsync(Founded founded, string path) => founded.Owner.DeleteAsync(ArtifactCalls.Address(founded.Project, path), Ct).ShouldAnswerAsync(HttpStatusCode.OK);

    private static async Task<long> UsedAsync(Founded founded)
    {
        var (balance, entries, _) = await founded.BooksAsync(Resource.StoredBytes);
        entries.ShouldBe(balance);
        return balance;
    }
}
