using Slipway;
using Slipway.Commands;
using Slipway.Shared;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = OwnFolder.Of(AppContext.BaseDirectory, args) });

builder.AddHost();
builder.Services.AddPlatform(builder.Configuration);
builder.Services.AddPages();

await using var app = builder.Build();

app.UsePlatform();
app.UsePages();
app.MapPlatform();
app.MapPages();

return await HostCommands.RunAsync(app, args);

/// <summary>The host: <c>serve</c> when no command is named. Public so that tests can start it.</summary>
public sealed partial class Program;
