using System.CommandLine;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;
using Darkroom.Server.CommandLine.Terminal;
using Spectre.Console;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>The command <c>models [PROVIDER]</c>: lists providers and their models with abilities and prices.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommandContext context)
    {
        var provider = new Argument<string?>("PROVIDER") { Description = "Only the models of this provider", Arity = ArgumentArity.ZeroOrOne };
        var connection = new ConnectionOptions();
        var command = new Command("models", "List providers and models with abilities and prices") { provider };
        connection.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var server = await connection.ConnectAsync(context, arguments, cancellationToken);
            var result = await ReadAsync(server.Client, arguments.GetValue(provider), cancellationToken);
            if (arguments.GetValue(context.Json))
            {
                await context.WriteJsonAsync(result, CommandJson.Default.ModelsResult);
            }
            else
            {
                TerminalConsole.Create(context.Output, context.IsTerminal).Write(ToTable(result));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<ModelsResult> ReadAsync(DarkroomClient client, string? only, CancellationToken cancellationToken)
    {
        var list = await client.ListProvidersAsync(cancellationToken);
        var chosen = list.Providers.Where(provider => only is null || provider.Id == only).ToList();
        if (chosen.Count == 0)
        {
            throw new CommandException(
                ExitCodes.Usage, $"There is no provider '{only}'. Choose from {string.Join(", ", list.Providers.Select(provider => provider.Id))}.");
        }

        var providers = new List<ProviderModels>();
        foreach (var provider in chosen.OrderByDescending(provider => provider.Configured))
        {
            var models = await client.ListModelsAsync(provider.Id, cancellationToken);
            providers.Add(new ProviderModels(
                provider.Id,
                provider.Name,
                provider.Configured,
                provider.MissingSetting,
                provider.Id == list.Default,
                models.Count > 0 ? [.. models.Select(ToView)] : [ToView(provider)]));
        }

        return new ModelsResult(providers);
    }

    /// <summary>Returns what a provider without a list of models can.</summary>
    private static ModelView ToView(ProviderInfo provider)
    {
        var can = provider.Capabilities ?? new ProviderCapabilities();
        return new ModelView(
            "", can.SizesInWords, can.Qualities, can.Formats, can.PartialImages, can.Edits?.MaxImages ?? 0, can.Edits?.Mask ?? false,
            provider.Paid ? null : 0, PriceAtMost: false, Notice: null);
    }

    private static ModelView ToView(ModelInfo model) => new(
        model.Name, model.Sizes, model.Qualities, model.Formats, model.PartialImages, model.MaxInputImages, model.Mask, model.PriceUsd, model.PriceAtMost, model.Notice);

    private static Table ToTable(ModelsResult result)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Provider", "Model", "Price per image", "Sizes", "Can");
        foreach (var provider in result.Providers)
        {
            foreach (var model in provider.Models)
            {
                table.AddRow(Cell(NameOf(provider)), Cell(model.Name), Cell(PriceOf(model)), Cell(model.Sizes), Cell(AbilitiesOf(model)));
            }
        }

        return table;
    }

    private static Text Cell(string text) => new(TerminalText.Clean(text));

    private static string NameOf(ProviderModels provider) =>
        provider.Id + (provider.IsDefault ? " (default)" : provider.Configured ? "" : $" (not configured: set {provider.MissingSetting})");

    private static string PriceOf(ModelView model) => model.PriceUsd switch
    {
        null => "",
        0 => "free",
        { } price => string.Create(CultureInfo.InvariantCulture, $"{(model.PriceAtMost ? "up to " : "")}${price:0.####}"),
    };

    private static string AbilitiesOf(ModelView model) => string.Join(", ", new[]
    {
        model.PartialImages > 0 ? "partial images" : null,
        model.MaxInputImages switch { 0 => null, 1 => "edits", var count => string.Create(CultureInfo.InvariantCulture, $"edits of {count} images") },
        model.Mask ? "masks" : null,
        model.Notice?.TrimEnd('.'),
    }.OfType<string>());
}

/// <summary>The output of <c>models --json</c>.</summary>
internal sealed record ModelsResult(IReadOnlyList<ProviderModels> Providers);

/// <param name="MissingSetting">The setting that a provider lacks that is not configured.</param>
internal sealed record ProviderModels(string Id, string Name, bool Configured, string? MissingSetting, bool IsDefault, IReadOnlyList<ModelView> Models);

/// <param name="Name">Empty if the provider has no list of models.</param>
/// <param name="PriceUsd">The price of one image of about one megapixel in US dollars; null if it is unknown.</param>
internal sealed record ModelView(
    string Name,
    string Sizes,
    IReadOnlyList<string> Qualities,
    IReadOnlyList<string> Formats,
    int PartialImages,
    int MaxInputImages,
    bool Mask,
    decimal? PriceUsd,
    bool PriceAtMost,
    string? Notice);
