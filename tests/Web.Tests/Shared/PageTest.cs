using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Slipway.Shared;

/// <summary>Renders components with the services that the host gives them, and a clock that stands still.</summary>
public abstract class PageTest : BunitContext
{
    protected PageTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(new StoppedClock(Now));
    }

    protected static DateTime Now { get; } = new(2026, 3, 14, 9, 26, 53, DateTimeKind.Utc);

    private sealed class StoppedClock(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
