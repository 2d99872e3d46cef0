using Darkroom.Server.Commands.Pages;

namespace Darkroom.Server.Commands;

internal static class CommandsEndpoints
{
    public static void MapCommands(this IEndpointRouteBuilder routes) => routes.MapGet("/commands", ShowCommands.Handle).ExcludeFromDescription();
}
