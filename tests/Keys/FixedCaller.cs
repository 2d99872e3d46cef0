using Darkroom.Keys;

namespace Darkroom.Tests.Keys;

/// <summary>A caller that a test chooses; at first the owner.</summary>
internal sealed class FixedCaller : ICurrentCaller
{
    public Caller Caller { get; set; } = Caller.Owner;
}
