using Azure.Storage.Blobs;
using Npgsql;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace Slipway;

/// <summary>Each part is the real thing and does its work, so that a test that passes beside it has met more than an open port.</summary>
public sealed class PartsTests
{
    [Fact]
    public async Task PostgreSQL_creates_a_database_that_compares_text_by_its_bytes()
    {
        await using var server = NpgsqlDataSource.Create(Parts.PostgreSql);
        var name = $"parts_{Guid.CreateVersion7():n}";
        await server.CreateCommand($"CREATE DATABASE {name}").ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        try
        {
            await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Parts.PostgreSql) { Database = name, Pooling = false }.ConnectionString);
            var sorted = await database.CreateCommand("SELECT string_agg(t, '' ORDER BY t) FROM (VALUES ('b'), ('ä'), ('B')) v(t)")
                .ExecuteScalarAsync(TestContext.Current.CancellationToken);
            sorted.ShouldBe("Bbä");
        }
        finally
        {
            await server.CreateCommand($"DROP DATABASE {name}").ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Redis_hands_a_message_to_its_subscriber()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Parts.Redis);
        var channel = RedisChannel.Literal($"parts:{Guid.CreateVersion7()}");
        var messages = await redis.GetSubscriber().SubscribeAsync(channel);

        await redis.GetSubscriber().PublishAsync(channel, "hello");

        ((string?)(await messages.ReadAsync(TestContext.Current.CancellationToken)).Message).ShouldBe("hello");
    }

    [Fact]
    public async Task Azurite_keeps_a_blob()
    {
        var container = new BlobContainerClient(Parts.Azurite, $"parts-{Guid.CreateVersion7():n}");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);

        try
        {
            await container.UploadBlobAsync("greeting", BinaryData.FromString("hello"), TestContext.Current.CancellationToken);
            var blob = await container.GetBlobClient("greeting").DownloadContentAsync(TestContext.Current.CancellationToken);
            blob.Value.Content.ToString().ShouldBe("hello");
        }
        finally
        {
            await container.DeleteAsync(cancellationToken: CancellationToken.None);
        }
    }
}
