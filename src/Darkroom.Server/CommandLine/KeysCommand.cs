using System.CommandLine;
using Darkroom.Keys;
using Darkroom.Server.Configuration;
using Darkroom.Sqlite.Keys;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>keys list|add|revoke</c>: the API keys of the data folder, also while Darkroom runs.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandContext context) => new("keys", "List, create and revoke API keys, also while Darkroom runs")
    {
        CreateList(context),
        CreateAdd(context),
        CreateRevoke(context),
    };

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List the API keys with their use, the newest first");
        command.SetAction((arguments, cancellationToken) => ListAsync(context, arguments, cancellationToken));
        return command;
    }

    private static Command CreateAdd(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What the key is for, such as \"Open WebUI\"" };
        var scope = CheckedOptions.Choice<KeyScope>("--scope", "What the key may do; generate by default");
        var days = CheckedOptions.Number<int>("--expires-in-days", "The days after which the key expires; never without it");
        var perDay = CheckedOptions.Number<int>("--images-per-day", "How many images it may make in a day");
        var atOnce = CheckedOptions.Number<int>("--images-at-once", "How many of its images may wait or be made at the same time");
        var usdPerDay = CheckedOptions.Number<decimal>("--usd-per-day", "How many US dollars it may spend in a day");
        var usdPerMonth = CheckedOptions.Number<decimal>("--usd-per-month", "How many US dollars it may spend in a month");
        var models = new Option<string[]>("--model") { Description = "A provider or provider/model that it may use; may be repeated" };
        var command = new Command("add", "Create an API key and write it to the output, once") { name, scope, days, perDay, atOnce, usdPerDay, usdPerMonth, models };
        command.SetAction((arguments, cancellationToken) => AddAsync(
            context,
            arguments,
            arguments.GetRequiredValue(name),
            arguments.GetValue(scope) ?? KeyScope.Generate,
            arguments.GetValue(days),
            new KeyLimits
            {
                ImagesPerDay = arguments.GetValue(perDay),
                ImagesAtOnce = arguments.GetValue(atOnce),
                UsdPerDay = arguments.GetValue(usdPerDay),
                UsdPerMonth = arguments.GetValue(usdPerMonth),
                Models = [.. arguments.GetValue(models) ?? []],
            },
            cancellationToken));
        return command;
    }

    private static Command CreateRevoke(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "The id of the key, as keys list shows it" };
        var command = new Command("revoke", "Revoke an API key; a running server refuses it within seconds") { id };
        command.SetAction((arguments, cancellationToken) => RevokeAsync(context, arguments, arguments.GetRequiredValue(id), cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, ParseResult arguments, CancellationToken cancellationToken)
    {
        using var shared = Open(context);
        var (keys, now) = (await shared.Keys.ListAsync(ApiKeys.MaxListed, cancellationToken), TimeProvider.System.GetUtcNow());
        if (arguments.GetValue(context.Json))
        {
            await context.WriteJsonAsync(new ApiKeyListView([.. keys.Select(key => ApiKeyView.From(key, now))]), CommandJson.Default.ApiKeyListView);
            return ExitCodes.Ok;
        }

        foreach (var (key, today, month, _) in keys)
        {
            var state = key.RevokedAt is not null ? "revoked" : key.IsActive(now) ? "works" : "expired";
            var used = key.UsedAt is { } at ? at.ToString("u", CultureInfo.InvariantCulture) : "never";
            await context.Output.WriteLineAsync(
                $"{key.Id}  {ApiKeys.Prefix}…{key.Hint}  {Wire.Name(key.Scope),-8}  {state,-7}  {SecurityLog.Escape(key.Name)}\n"
                + $"    today {UseOf(today)}; this month {UseOf(month)}; last used {used}");
        }

        if (keys.IsEmpty)
        {
            await context.Output.WriteLineAsync("There are no API keys.");
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> AddAsync(
        CommandContext context, ParseResult arguments, string name, KeyScope scope, int? days, KeyLimits limits, CancellationToken cancellationToken)
    {
        using var shared = Open(context);
        DateTimeOffset? expiresAt = days is { } number ? TimeProvider.System.GetUtcNow().AddDays(Math.Clamp(number, -1, 100_000)) : null;
        var (key, secret, problems) = await KeysOf(shared).CreateAsync(name, scope, limits, expiresAt, cancellationToken);
        if (key is null)
        {
            throw new CommandException(ExitCodes.Usage, string.Join('\n', problems.Select(problem => ArgumentNames.Describe(problem.Field, problem.Message))));
        }

        if (arguments.GetValue(context.Json))
        {
            var result = ApiKeyView.From(new ListedKey(key, KeyUsage.Zero, KeyUsage.Zero, 0), TimeProvider.System.GetUtcNow(), secret);
            await context.WriteJsonAsync(result, CommandJson.Default.ApiKeyView);
            return ExitCodes.Ok;
        }

        await context.Error.WriteLineAsync($"The API key {key.Id} was created. Copy it now: it is not shown again.");
        await context.Output.WriteLineAsync(secret);
        return ExitCodes.Ok;
    }

    private static async Task<int> RevokeAsync(CommandContext context, ParseResult arguments, string id, CancellationToken cancellationToken)
    {
        using var shared = Open(context);
        if (!await KeysOf(shared).RevokeAsync(id, cancellationToken) || await shared.Keys.GetAsync(id, cancellationToken) is not { } key)
        {
            throw new CommandException(ExitCodes.Failed, "There is no API key with this id. darkroom keys list shows the ids.");
        }

        if (arguments.GetValue(context.Json))
        {
            await context.WriteJsonAsync(ApiKeyView.From(key, TimeProvider.System.GetUtcNow()), CommandJson.Default.ApiKeyView);
        }
        else
        {
            await context.Output.WriteLineAsync($"The API key {key.Key.Id} no longer works.");
        }

        return ExitCodes.Ok;
    }

    private static SharedApiKeys Open(CommandContext context)
    {
        var settings = context.ReadSettings();
        return SharedApiKeys.Open(settings.DataFolder, TimeProvider.System, settings.Gallery.Zone);
    }

    private static ApiKeys KeysOf(SharedApiKeys shared) => new(shared.Keys, AllProviders.Ids, TimeProvider.System);

    private static string UseOf(KeyUsage usage) =>
        $"{PageText.Images(usage.Images)}, {Cost.ToText(usage.Usd)}{(usage.Unknown == 0 ? "" : $", {usage.Unknown} calls of unknown cost")}";
}
