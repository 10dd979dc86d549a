using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace DomSec.Tests.Architecture;

/// <summary>An assembly's types by room, and what they depend on: signatures, fields and the bodies of methods, those behind async, iterators and lambdas included.</summary>
public sealed class RoomMap
{
    private readonly string root;
    private readonly ILookup<string, IType> types;

    private RoomMap(string root, ArchUnitNET.Domain.Architecture architecture)
    {
        this.root = root;
        types = architecture.Types.Where(type => RoomOf(type.FullName) is not null).ToLookup(type => RoomOf(type.FullName)!, StringComparer.Ordinal);
    }

    public static RoomMap Of(Assembly assembly, string root) => new(root, new ArchLoader().LoadAssemblies(assembly).Build());

    /// <summary>The room's types that a person wrote.</summary>
    public IReadOnlyList<IType> TypesOf(string room) => [.. types[room].Where(type => !type.Name.StartsWith('<'))];

    /// <summary>Full names of the types that a room's types use, each with its user, for one line of a message.</summary>
    public IEnumerable<(IType User, IType Used)> UsesOf(string room) =>
        types[room].SelectMany(user => user.Dependencies.Select(dependency => (user, dependency.Target)));

    /// <summary>The room of a type of this assembly by its full name; null for other types.</summary>
    public string? RoomOf(string fullName)
    {
        if (!fullName.StartsWith(root + ".", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = fullName[(root.Length + 1)..].Split('.');
        return parts.Length == 1 ? Rooms.Root : Rooms.All.Any(room => string.Equals(room.Name, parts[0], StringComparison.Ordinal)) ? parts[0] : "?" + parts[0];
    }

    /// <summary>Names of the namespaces that are no room.</summary>
    public IReadOnlyList<string> UnknownRooms => [.. types.Select(group => group.Key).Where(room => room.StartsWith('?')).Distinct(StringComparer.Ordinal)];

    /// <summary>Every use of another room that the arrows do not allow.</summary>
    public IReadOnlyList<string> ForbiddenUses(Room room) =>
    [
        .. UsesOf(room.Name)
            .Select(use => (use.User, use.Used, Room: RoomOf(use.Used.FullName)))
            .Where(use => use.Room is not null && !string.Equals(use.Room, room.Name, StringComparison.Ordinal) && !room.MayUse.Contains(use.Room, StringComparer.Ordinal))
            .Select(use => $"{use.User.FullName} uses {use.Used.FullName}")
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Every use of a type whose full name starts so.</summary>
    public IReadOnlyList<string> UsesOfPrefix(string room, string prefix, params string[] except) =>
    [
        .. UsesOf(room)
            .Where(use => use.Used.FullName.StartsWith(prefix, StringComparison.Ordinal) && !except.Contains(use.Used.FullName, StringComparer.Ordinal))
            .Select(use => $"{use.User.FullName} uses {use.Used.FullName}")
            .Distinct(StringComparer.Ordinal),
    ];
}
