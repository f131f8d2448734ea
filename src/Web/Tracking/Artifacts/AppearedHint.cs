using Microsoft.AspNetCore.Components;

namespace Slipway.Tracking.Artifacts;

/// <summary>Tells, once, that the place where it stands came into view. Shows nothing.</summary>
public sealed class AppearedHint : ComponentBase
{
    [Parameter, EditorRequired] public EventCallback OnAppeared { get; set; }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? OnAppeared.InvokeAsync() : Task.CompletedTask;
}
