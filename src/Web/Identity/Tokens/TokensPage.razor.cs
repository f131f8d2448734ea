using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Organizations.Projects;
using Slipway.Shared.Forms;

namespace Slipway.Identity.Tokens;

/// <summary>A person's own tokens in an organization.</summary>
public sealed partial class TokensPage(TokenService tokens, ProjectService projects, IDialogService dialogs)
{
    private static readonly string[] Reading = [Permission.OrganizationRead.Name, Permission.RunsRead.Name, Permission.ModelsRead.Name];
    private static readonly string[] Logging = [.. Reading, Permission.RunsWrite.Name, Permission.ModelsWrite.Name];

    private IReadOnlyList<TokenDetails>? _tokens;
    private IReadOnlyList<ProjectDetails> _projects = [];
    private string _name = "";
    private string _project = "";
    private string _scope = "log";
    private int _days = 90;
    private string? _secret;
    private string? _refusal;

    [Parameter] public string Organization { get; set; } = "";

    protected override async Task OnParametersSetAsync()
    {
        _projects = await projects.ListAsync(CancellationToken.None) is { Refusal: null } seen ? seen.Value : [];
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var outcome = await tokens.ListAsync(CancellationToken.None);
        (_tokens, _refusal) = outcome.Refusal is { } refusal ? ([], refusal.Message) : (outcome.Value, _refusal);
    }

    private async Task CreateAsync()
    {
        var permissions = _scope switch { "read" => Reading, "log" => Logging, _ => null };
        var request = new CreateToken(_name, permissions, _project.Length > 0 ? _project : null, _project.Length > 0, _days > 0 ? _days : null);
        _refusal = Validity.Of(request);
        if (_refusal is not null)
        {
            return;
        }

        var outcome = await tokens.CreateAsync(request, CancellationToken.None);
        (_secret, _refusal) = outcome.Refusal is { } refusal ? (null, refusal.Message) : (outcome.Value.Secret, (string?)null);
        _name = _refusal is null ? "" : _name;
        await LoadAsync();
    }

    private async Task RevokeAsync(TokenDetails token)
    {
        var sure = await dialogs.ShowMessageBoxAsync("Revoke this token?", $"Scripts that use '{token.Name}' stop working at once. This can't be undone.", yesText: "Revoke", cancelText: "Keep");
        if (sure is true)
        {
            await tokens.RevokeAsync(token.Id, CancellationToken.None);
            await LoadAsync();
        }
    }
}
