using Darkroom.Keys;

namespace Darkroom.Server.Access;

/// <summary>Names the caller of the HTTP request that is being handled, as <see cref="KeyCheck"/> found it.</summary>
internal sealed class RequestCaller(IHttpContextAccessor contexts) : ICurrentCaller
{
    public Caller Caller => contexts.HttpContext?.Features.Get<Caller>() ?? Caller.Owner;
}
