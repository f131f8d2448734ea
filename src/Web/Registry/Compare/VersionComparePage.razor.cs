using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Registry.Versions;
using Slipway.Shared.Session;

namespace Slipway.Registry.Compare;

/// <summary>Two to ten versions of a model beside one another, measured against the first. Which, and how, stands in the address.</summary>
public sealed partial class VersionComparePage(VersionCompareService compare, VersionService versions, NavigationManager navigation)
{
    private VersionComparison? _comparison;
    private IReadOnlyList<int> _numbers = [];
    private string? _refusal;
    private string? _read;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Name { get; set; } = "";

    /// <summary>Numbers of versions, with commas between them; the two newest when it says none.</summary>
    [SupplyParameterFromQuery] public string? Versions { get; set; }

    /// <summary><c>all</c> shows what is the same everywhere too.</summary>
    [SupplyParameterFromQuery] public string? Rows { get; set; }

    // One version has no differences.
    private bool DifferencesOnly => Rows != "all" && _comparison!.Versions.Count > 1;

    protected override async Task OnParametersSetAsync()
    {
        if (_read != $"{Name} {Versions}")
        {
            _read = $"{Name} {Versions}";
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        if (string.IsNullOrWhiteSpace(Versions))
        {
            var known = await versions.NumbersAsync(Current.Known, Name, CancellationToken.None);
            _numbers = known.Refusal is null ? known.Value : [];
            _refusal = known.Refusal?.Message;
            if (_numbers.Count > 1)
            {
                navigation.NavigateTo(Current.Comparison(Name, _numbers.Take(2)), replace: true);
            }

            return;
        }

        int[] numbers = [.. (Versions ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        var compared = await compare.CompareAsync(Current.Known, Name, numbers, CancellationToken.None);
        (_comparison, _refusal) = (compared.Refusal is null ? compared.Value : null, compared.Refusal?.Message);
    }

    private void ChooseDifferences(bool only) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("rows", only ? null : "all"), replace: true);
}
