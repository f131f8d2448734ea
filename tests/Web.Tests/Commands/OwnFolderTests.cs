using Shouldly;
using Xunit;

namespace Slipway.Commands;

public sealed class OwnFolderTests
{
    [Fact]
    public void A_published_host_finds_its_files_from_wherever_it_is_started_unless_somebody_says_where_they_are()
    {
        var folder = Directory.CreateTempSubdirectory("published");
        try
        {
            OwnFolder.Of(folder.FullName, []).ShouldBeNull("it was started from source, where the project's folder is taken");
            folder.CreateSubdirectory("wwwroot");

            OwnFolder.Of(folder.FullName, ["serve"]).ShouldBe(folder.FullName);
            OwnFolder.Of(folder.FullName, ["--contentRoot", "/elsewhere"]).ShouldBeNull();
            OwnFolder.Of(folder.FullName, ["--contentRoot=/elsewhere"]).ShouldBeNull();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
