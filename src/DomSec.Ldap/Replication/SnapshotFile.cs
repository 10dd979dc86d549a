using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DomSec.Ldap.Replication;

/// <summary>
/// Keeps the copy and its cookie in one file: a mark, the length, the content, and SHA-256 over it. Written beside and moved into place, so that a crash leaves the
/// old one or the new one; whatever is not exactly as written is not used at all.
/// </summary>
internal sealed class SnapshotFile(string path, string fingerprint, LdapReplicaOptions options)
{
    private const int Version = 1;
    private static readonly byte[] Magic = "DomSec.Ldap copy"u8.ToArray();

    /// <summary>Reads the file.</summary>
    /// <returns>The copy and its time, or null when there is no file.</returns>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
    public (ReplicaState State, DateTimeOffset AsOf)? Read(string? group)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            if (new FileInfo(path).Length > (2 * options.MaxBytes) + 4096)
            {
                throw new InvalidDataException("it is larger than a copy may be");
            }

            byte[] file = File.ReadAllBytes(path);
            return Parse(Content(file), group);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written; the old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(ReplicaState state, DateTimeOffset asOf)
    {
        string full = Path.GetFullPath(path);
        string temporary = full + ".new";
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        byte[] content = Compose(state, asOf);
        using (var stream = new FileStream(temporary, create))
        {
            stream.Write(Magic);
            stream.Write(BitConverter.GetBytes((long)content.Length));
            stream.Write(content);
            stream.Write(SHA256.HashData(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, full, overwrite: true);
    }

    private static ReadOnlyMemory<byte> Content(byte[] file)
    {
        int header = Magic.Length + sizeof(long);
        if (file.Length < header + SHA256.HashSizeInBytes || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("it is not a copy of a directory");
        }

        ReadOnlyMemory<byte> content = file.AsMemory(header, file.Length - header - SHA256.HashSizeInBytes);
        return BitConverter.ToInt64(file, Magic.Length) == content.Length && SHA256.HashData(content.Span).AsSpan().SequenceEqual(file.AsSpan(file.Length - SHA256.HashSizeInBytes))
            ? content
            : throw new InvalidDataException("it is cut off or damaged");
    }

    private static IReadOnlyList<T> List<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        int count = reader.ReadInt32();
        var list = new List<T>();
        for (int i = 0; i < count; i++)
        {
            list.Add(read(reader));
        }

        return list;
    }

    private static void Put<T>(BinaryWriter writer, IReadOnlyCollection<T> list, Action<T> put)
    {
        writer.Write(list.Count);
        foreach (T each in list)
        {
            put(each);
        }
    }

    private static byte[] Octets(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        byte[] octets = length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position ? reader.ReadBytes(length) : throw new InvalidDataException("a length is wrong");
        return octets;
    }

    private static void Put(BinaryWriter writer, byte[] octets)
    {
        writer.Write(octets.Length);
        writer.Write(octets);
    }

    private static ReplicaEntry Entry(BinaryReader reader) => new()
    {
        Id = new Guid(reader.ReadBytes(16)),
        Name = reader.ReadString(),
        Domains = List(reader, r => MailDomain.Parse(r.ReadString())),
        Addresses = List(reader, r => r.ReadString()),
        Certificates = List(reader, r => new ReplicaCertificate(Octets(r), new DateTime(r.ReadInt64(), DateTimeKind.Utc))),
        HasDamage = reader.ReadBoolean(),
        Issuers = List(reader, Octets),
        RevocationLists = List(reader, Octets),
        GroupMembers = List(reader, r => r.ReadString()),
        Stamp = reader.ReadString(),
    };

    private static void Put(BinaryWriter writer, ReplicaEntry entry)
    {
        writer.Write(entry.Id.ToByteArray());
        writer.Write(entry.Name);
        Put(writer, entry.Domains, each => writer.Write(each.Value));
        Put(writer, entry.Addresses, writer.Write);
        Put(writer, entry.Certificates, each =>
        {
            Put(writer, each.Der);
            writer.Write(each.NotBefore.Ticks);
        });
        writer.Write(entry.HasDamage);
        Put(writer, entry.Issuers, each => Put(writer, each));
        Put(writer, entry.RevocationLists, each => Put(writer, each));
        Put(writer, entry.GroupMembers, writer.Write);
        writer.Write(entry.Stamp);
    }

    private byte[] Compose(ReplicaState state, DateTimeOffset asOf)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(fingerprint);
        writer.Write(asOf.UtcTicks);
        Put(writer, state.Cookie);
        Put(writer, [.. state.Mark.Newest.Values], writer.Write);
        Put(writer, [.. state.Entries.Values], each => Put(writer, each));
        writer.Flush();
        return stream.ToArray();
    }

    private (ReplicaState State, DateTimeOffset AsOf) Parse(ReadOnlyMemory<byte> content, string? group)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
        int version = reader.ReadInt32();
        if (version != Version)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it is of version {version}"));
        }

        if (reader.ReadString() != fingerprint)
        {
            throw new InvalidDataException("it was made under other options");
        }

        var asOf = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        byte[] cookie = Octets(reader);
        CsnMark mark = CsnMark.Of(List(reader, r => r.ReadString()));
        ImmutableDictionary<Guid, ReplicaEntry> entries = List(reader, Entry).ToImmutableDictionary(each => each.Id);
        return reader.BaseStream.Position == reader.BaseStream.Length
            ? (new ReplicaState(entries, new ReplicaIndex(entries.Values, group, before: null)) { Cookie = cookie, Mark = mark }, asOf)
            : throw new InvalidDataException("something follows its end");
    }
}
