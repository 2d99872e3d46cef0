namespace Darkroom.Server.Http;

/// <summary>Whether a request comes from the operator, who may change the settings of the server. Access decides it.</summary>
/// <param name="Refusal">Why not, as a sentence for people; null if it does.</param>
internal sealed record Operator(string? Refusal)
{
    /// <summary>Returns why a request may not change settings; null if it may.</summary>
    public static string? RefusalOf(HttpContext context) => (context.Features.Get<Operator>() ?? new Operator("Settings cannot be changed here.")).Refusal;

    /// <summary>An endpoint filter that rejects requests of others.</summary>
    public static ValueTask<object?> RequireAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (RefusalOf(context.HttpContext) is not { } refusal)
        {
            return next(context);
        }

        context.HttpContext.RequestServices.GetRequiredService<SecurityLog>().Refused(context.HttpContext, "settings are for the operator only");
        return ValueTask.FromResult<object?>(
            Problems.From(StatusCodes.Status403Forbidden, FailureCode.Permission, "Settings cannot be changed here.", refusal));
    }
}
