using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>A provider whose server reports its samplers, schedulers, LoRAs and upscalers.</summary>
public interface IOptionLister : IImageProvider
{
    /// <summary>Requests the names, which costs nothing. Ends within a few seconds.</summary>
    /// <returns>Null if the server does not report any now.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task<OptionNames?> ListOptionsAsync(CancellationToken cancellationToken);
}

/// <summary>The names that a server has for <see cref="EngineOptions"/>, and its upscalers. Each is a line of at most <see cref="ListedModel.MaxNameLength"/> characters.</summary>
public sealed record OptionNames(ImmutableArray<string> Samplers, ImmutableArray<string> Schedulers, ImmutableArray<string> Loras)
{
    /// <summary>The models that make an image larger, by the names that requests use.</summary>
    public ImmutableArray<string> Upscalers { get; init; } = [];

    public static OptionNames None { get; } = new([], [], []);
}
