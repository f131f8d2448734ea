using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Slipway;

/// <summary>
/// The real parts that tests talk to: each property is where one listens. <c>infra/test</c> starts them and says so in the environment.
/// Reading a part that isn't there skips the test with a sentence, or fails it where nothing may be skipped (<c>CI=true</c>).
/// Read them in the test, or in what the test calls: a fixture's constructor can't skip.
/// </summary>
internal static class Parts
{
    /// <summary>An Npgsql connection string of a server on which databases may be created.</summary>
    public static string PostgreSql => Need("PostgreSQL", "SLIPWAY_TEST_POSTGRESQL");

    /// <summary>A SqlClient connection string of a server on which databases may be created.</summary>
    public static string SqlServer => Need("SQL Server", "SLIPWAY_TEST_SQLSERVER");

    /// <summary>A StackExchange.Redis configuration, <c>host:port</c>.</summary>
    public static string Redis => Need("Redis", "SLIPWAY_TEST_REDIS");

    /// <summary>An Azure Storage connection string of the emulator's blob service.</summary>
    public static string Azurite => Need("Azurite", "SLIPWAY_TEST_AZURITE");

    /// <summary>The path of a Chromium or Chrome executable.</summary>
    public static string Chromium => Need("Chromium", "SLIPWAY_TEST_CHROMIUM");

    /// <summary>The path of a Node.js, which whoever runs the tests has.</summary>
    public static string Node
    {
        get
        {
            var name = OperatingSystem.IsWindows() ? "node.exe" : "node";
            var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if (found is null)
            {
                Lack("This test needs Node.js 20 or later, and there is none on the path.");
            }

            return found;
        }
    }

    private static string Need(string part, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address)
        {
            return address;
        }

        Lack($"This test needs {part}, and {variable} doesn't say where it is: infra/test starts it.");
        return "";
    }

    [DoesNotReturn]
    private static void Lack(string sentence)
    {
        if (Environment.GetEnvironmentVariable("CI") is "true")
        {
            Assert.Fail(sentence);
        }

        Assert.Skip(sentence);
    }
}
