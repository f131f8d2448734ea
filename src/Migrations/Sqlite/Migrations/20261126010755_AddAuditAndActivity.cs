using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AddAuditAndActivity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Activity",
                columns: table => new
                {
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    First = table.Column<long>(type: "INTEGER", nullable: false),
                    Last = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ActorId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ActorName = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 840, nullable: false, collation: "BINARY"),
                    Place = table.Column<string>(type: "TEXT", maxLength: 800, nullable: false, collation: "BINARY"),
                    Data = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Hour = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Activity", x => new { x.OrganizationId, x.First });
                });

            migrationBuilder.CreateTable(
                name: "AuditCheckpoints",
                columns: table => new
                {
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false, collation: "BINARY"),
                    Signature = table.Column<byte[]>(type: "BLOB", maxLength: 72, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditCheckpoints", x => new { x.OrganizationId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "AuditKeys",
                columns: table => new
                {
                    Fingerprint = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false, collation: "BINARY"),
                    PublicKey = table.Column<byte[]>(type: "BLOB", maxLength: 1000, nullable: false),
                    SealedKey = table.Column<byte[]>(type: "BLOB", maxLength: 1000, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditKeys", x => x.Fingerprint);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_ActorId_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "ActorId", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_Hour_Place",
                table: "Activity",
                columns: new[] { "OrganizationId", "Hour", "Place" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_Place_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "Place", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_OrganizationId_ProjectId_Last",
                table: "Activity",
                columns: new[] { "OrganizationId", "ProjectId", "Last" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Activity");

            migrationBuilder.DropTable(
                name: "AuditCheckpoints");

            migrationBuilder.DropTable(
                name: "AuditKeys");
        }
    }
}
