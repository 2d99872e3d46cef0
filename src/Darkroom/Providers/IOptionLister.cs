using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>A provider whose server reports its samplers, schedulers and LoRAs.</summary>
public interface IOptionLister : IImageProvider
{
    /// <summary>Requests the names, which costs nothing. Ends within a few seconds.</summary>
    /// <returns>Null if the server does not report any now.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task<OptionNames?> ListOptionsAsync(CancellationToken cancellationToken);
}

/// <summary>The names that a server has for <see cref="EngineOptions"/>. Each is a line of at most <see cref="ListedModel.MaxNameLength"/> characters.</summary>
public sealed record OptionNames(ImmutableArray<string> Samplers, ImmutableArray<string> Schedulers, ImmutableArray<string> Loras)
{
    public static OptionNames None { get; } = new([], [], []);
}
