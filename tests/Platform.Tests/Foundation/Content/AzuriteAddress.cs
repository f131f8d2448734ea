namespace Slipway.Foundation.Content;

internal static class AzuriteAddress
{
    public static string ConnectionString
    {
        get
        {
            if (Environment.GetEnvironmentVariable("SLIPWAY_TEST_AZURITE") is { Length: > 0 } address)
            {
                return address;
            }

            const string Lacking = "Azurite is lacking: start it and set SLIPWAY_TEST_AZURITE to its connection string.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(Lacking);
            }

            Assert.Skip(Lacking);
            return "";
        }
    }
}
