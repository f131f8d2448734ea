using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Identity.ServiceAccounts.Trust;
using Slipway.Shared.Code;
using Slipway.Shared.Forms;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>A service account's trust rules, and the lines that a pipeline uses them with.</summary>
public sealed partial class TrustRulePanel(TrustRuleService rules, NavigationManager navigation, IDialogService dialogs)
{
    private IReadOnlyList<TrustRuleDetails>? _rules;
    private string _kind = TrustTemplate.All[0].Name;
    private string _name = "";
    private string _issuer = TrustTemplate.All[0].Issuer;
    private string _audience = "";
    private string _subject = "";
    private string _claims = "";
    private int _minutes = 60;
    private bool _busy;
    private string? _refusal;

    /// <summary>The organization's address.</summary>
    [Parameter, EditorRequired] public string Organization { get; set; } = "";

    /// <summary>The account's address in it.</summary>
    [Parameter, EditorRequired] public string Account { get; set; } = "";

    /// <summary>How many exchanged tokens are good now.</summary>
    [Parameter, EditorRequired] public int Borrowed { get; set; }

    /// <summary>Where the account has a role; the first is the one that the lines log to.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ServiceProject> Projects { get; set; } = [];

    /// <summary>Told when rules were added or removed.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private IReadOnlyList<Snippet> Snippets => TrustSnippets.For(navigation.BaseUri.TrimEnd('/'), Organization, Account, Projects is [var first, ..] ? first.Slug : "your-project", _rules![0].Audience);

    protected override async Task OnInitializedAsync()
    {
        _audience = $"{navigation.BaseUri}{Organization}";
        await LoadAsync();
    }

    private async Task LoadAsync() => _rules = await rules.ListAsync(Account, CancellationToken.None) is { Refusal: null } listed ? listed.Value : [];

    private void Choose(ChangeEventArgs change)
    {
        _kind = change.Value?.ToString() ?? _kind;
        _issuer = TrustTemplate.Of(_kind).Issuer;
    }

    private async Task AddAsync()
    {
        if (ReadClaims() is not { } claims)
        {
            _refusal = "Write each claim on a line of its own, as name=value.";
            return;
        }

        var request = new AddTrustRule(_name, _issuer, _audience, _subject, claims, _minutes);
        _refusal = Validity.Of(request);
        if (_refusal is not null)
        {
            return;
        }

        _busy = true;
        var added = await rules.AddAsync(Account, request, CancellationToken.None);
        (_busy, _refusal) = (false, added.Refusal?.Message);
        if (_refusal is null)
        {
            (_name, _subject, _claims) = ("", "", "");
            await LoadAsync();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task RemoveAsync(TrustRuleDetails rule)
    {
        if (await dialogs.ShowMessageBoxAsync("Remove this rule?", $"Jobs that '{rule.Name}' lets in fail from now on, and the tokens that were exchanged by it stop working at once.", yesText: "Remove", cancelText: "Keep") is true)
        {
            _refusal = (await rules.RemoveAsync(Account, rule.Id, CancellationToken.None)).Refusal?.Message;
            await LoadAsync();
            await OnChanged.InvokeAsync();
        }
    }

    private Dictionary<string, string>? ReadClaims()
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in _claims.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } value])
            {
                return null;
            }

            claims[name] = value;
        }

        return claims;
    }
}
