using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Registry.Trash;
using Slipway.Shared.Session;

namespace Slipway.Registry.Models;

/// <summary>A project's registered models, by name. What is searched for is in the address.</summary>
public sealed partial class ModelsPage(ModelService service, ModelTrashService trash, Access access, NavigationManager navigation)
{
    private const int PageSize = 100;

    private List<ModelDetails>? _models;
    private string? _next;
    private string? _refusal;
    private string? _failure;
    private string _search = "";
    private string _name = "";
    private string _description = "";
    private string? _read;
    private int _trashed;
    private bool _adding;
    private bool _mayWrite;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";

    /// <summary>A piece of the names that are looked for.</summary>
    [SupplyParameterFromQuery] public string? Search { get; set; }

    /// <summary>Whether what was deleted is shown instead.</summary>
    [SupplyParameterFromQuery(Name = "trash")] public bool Trash { get; set; }

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Search}\n{Trash}";
        if (_read == asked)
        {
            return;
        }

        (_read, _search) = (asked, Search ?? "");
        _mayWrite = await access.AllowsAsync(Permission.ModelsWrite, Current.Id, CancellationToken.None);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var found = await FindAsync(Math.Max(PageSize, _models?.Count ?? 0), null);
        _refusal = found.Refusal?.Message;
        if (found.Refusal is null)
        {
            (_models, _next) = ([.. found.Value.Items], found.Value.NextPageToken);
        }

        var deleted = await trash.ListAsync(Current.Known, null, CancellationToken.None);
        _trashed = deleted.Refusal is null ? deleted.Value.Models.Count + deleted.Value.Versions.Count : 0;
    }

    private async Task MoreAsync()
    {
        var found = await FindAsync(PageSize, _next);
        _refusal = found.Refusal?.Message;
        if (found.Refusal is null)
        {
            _models!.AddRange(found.Value.Items);
            _next = found.Value.NextPageToken;
        }
    }

    private Task<Foundation.Results.Result<Tracking.Search.Page<ModelDetails>>> FindAsync(int rows, string? token) => service.SearchAsync(
        Current.Known, new(Math.Min(rows, ModelSearch.MostResults), Search is { Length: > 0 } text ? $"name ILIKE '%{text.Replace("'", "''", StringComparison.Ordinal)}%'" : null, null, token), CancellationToken.None);

    private async Task AddAsync()
    {
        var made = await service.RegisterAsync(Current.Known, new(_name.Trim(), _description.Trim() is { Length: > 0 } words ? words : null), CancellationToken.None);
        _failure = made.Refusal?.Message;
        if (made.Refusal is null)
        {
            navigation.NavigateTo(Current.Model(made.Value.Name));
        }
    }
}
