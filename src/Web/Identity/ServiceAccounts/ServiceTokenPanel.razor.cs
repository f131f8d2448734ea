using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Identity.Tokens;
using Slipway.Shared.Forms;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>A service account's tokens: made, shown once, revoked.</summary>
public sealed partial class ServiceTokenPanel(ServiceTokenService tokens, IDialogService dialogs)
{
    private IReadOnlyList<TokenDetails>? _tokens;
    private string _name = "";
    private string _project = "";
    private int _days = 90;
    private string? _secret;
    private string? _refusal;

    /// <summary>The account's address in the organization.</summary>
    [Parameter, EditorRequired] public string Account { get; set; } = "";

    /// <summary>Where it has a role, to limit a token to.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ServiceProject> Projects { get; set; } = [];

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => _tokens = await tokens.ListAsync(Account, CancellationToken.None) is { Refusal: null } listed ? listed.Value : [];

    private async Task CreateAsync()
    {
        var request = new CreateToken(_name, null, _project.Length > 0 ? _project : null, _project.Length > 0, _days > 0 ? _days : null);
        _refusal = Validity.Of(request);
        if (_refusal is null)
        {
            var made = await tokens.CreateAsync(Account, request, CancellationToken.None);
            (_secret, _refusal) = made.Refusal is { } refusal ? (null, refusal.Message) : (made.Value.Secret, (string?)null);
            _name = _refusal is null ? "" : _name;
            await LoadAsync();
        }
    }

    private async Task RevokeAsync(TokenDetails token)
    {
        if (await dialogs.ShowMessageBoxAsync("Revoke this token?", $"Programs that use '{token.Name}' stop working at once. This can't be undone.", yesText: "Revoke", cancelText: "Keep") is true)
        {
            _refusal = (await tokens.RevokeAsync(Account, token.Id, CancellationToken.None)).Refusal?.Message;
            await LoadAsync();
        }
    }
}
