using MudBlazor;

namespace Slipway.Integrations.Archives;

/// <summary>How exports and imports stand, in a word.</summary>
internal static class ArchiveLooks
{
    /// <param name="working">What the work is called while it is done.</param>
    /// <param name="ready">What it is called when it is.</param>
    public static (string Text, string Class, string Icon) Of(ArchiveState state, string working, string ready) => state switch
    {
        ArchiveState.Uploading => ("Upload under way", "scheduled", Icons.Material.Rounded.Upload),
        ArchiveState.Waiting => ("Waiting", "scheduled", Icons.Material.Rounded.Schedule),
        ArchiveState.Working => (working, "running", Icons.Material.Rounded.Autorenew),
        ArchiveState.Ready => (ready, "finished", Icons.Material.Rounded.CheckCircle),
        ArchiveState.Failed => ("Failed", "failed", Icons.Material.Rounded.Error),
        _ => ("Expired", "killed", Icons.Material.Rounded.Timelapse),
    };

    /// <summary>Whether it goes on while one looks.</summary>
    public static bool IsMoving(ArchiveState state) => state is ArchiveState.Waiting or ArchiveState.Working;
}
