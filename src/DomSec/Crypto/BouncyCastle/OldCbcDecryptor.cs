using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>CBC decryption with the ciphers of old mail that the platform no longer has everywhere: RC2 (RFC 2268) and DES. Block by block.</summary>
internal sealed class OldCbcDecryptor : ContentDecryptor
{
    private const int BlockSize = 8;

    private readonly CbcBlockCipher _cbc;
    private readonly byte[] _block = new byte[BlockSize];
    private int _held;

    private OldCbcDecryptor(IBlockCipher engine, ICipherParameters key, ReadOnlySpan<byte> iv)
    {
        _cbc = new CbcBlockCipher(engine);
        _cbc.Init(forEncryption: false, new ParametersWithIV(key, iv));
    }

    public override int TagSize => 0;

    public static OldCbcDecryptor? TryCreate(ContentCipher cipher, ReadOnlySpan<byte> cek, in ContentParameters parameters)
    {
        try
        {
            return cipher == ContentCipher.Rc2Cbc
                ? new OldCbcDecryptor(new RC2Engine(), new RC2Parameters(cek.ToArray(), parameters.EffectiveKeyBits), parameters.Nonce.Span)
                : new OldCbcDecryptor(new DesEngine(), new KeyParameter(cek), parameters.Nonce.Span);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => inputLength + BlockSize;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        while (!input.IsEmpty)
        {
            if (_held == BlockSize)
            {
                written += _cbc.ProcessBlock(_block, output[written..]);
                _held = 0;
            }

            int take = Math.Min(BlockSize - _held, input.Length);
            input[..take].CopyTo(_block.AsSpan(_held));
            input = input[take..];
            _held += take;
        }

        return written;
    }

    public override bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written)
    {
        written = 0;
        if (_held != BlockSize || !tag.IsEmpty)
        {
            return false;
        }

        Span<byte> last = stackalloc byte[BlockSize];
        _cbc.ProcessBlock(_block, last);
        int padding = CbcPadding.LengthOf(last);
        written = BlockSize - padding;
        last[..written].CopyTo(output);
        CryptographicOperations.ZeroMemory(last);
        return padding > 0;
    }

    public override void Dispose() => CryptographicOperations.ZeroMemory(_block);
}
